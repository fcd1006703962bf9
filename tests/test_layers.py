"""The rooms import only what the plan of the house allows."""

import ast
from pathlib import Path

ROOT = Path(__file__).parent.parent

#: Per room: our own packages and modules that it may import, and libraries that it must not know.
ALLOWED = {
    "ingest": {"ingest"},
    "db": {"db", "ingest.model"},
    "web": {"web", "db"},
    "morgue": {"morgue", "web", "db", "ingest"},
}
FORBIDDEN = {
    "ingest": {
        "sqlite3",
        "pysqlite3",
        "sqlite_utils",
        "datasette",
        "click",
        "time",
        "socket",
        "requests",
        "urllib.request",
    },
    "db": {"bs4", "lxml", "datasette", "click"},
    "web": {"ingest"},
    "morgue": set(),
}


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def within(name: str, packages: set[str]) -> bool:
    return any(name == package or name.startswith(package + ".") for package in packages)


def test_rooms_import_only_what_they_may() -> None:
    wrong = []
    for room, allowed in ALLOWED.items():
        for path in (ROOT / room).rglob("*.py"):
            for name in imports(path):
                ours = name.split(".")[0] in ALLOWED and not (name == "ingest" and allowed & {"ingest.model"})
                if (ours and not within(name, allowed)) or within(name, FORBIDDEN[room]):
                    wrong.append(f"{path.relative_to(ROOT)} imports {name}")
    assert wrong == []


def test_package_files_hold_no_logic() -> None:
    """Imports and names only; the front desk may load its names when they are asked for."""
    for room in ALLOWED:
        for path in (ROOT / room).rglob("__init__.py"):
            for node in ast.parse(path.read_text("utf-8")).body:
                lazy = isinstance(node, ast.FunctionDef) and node.name == "__getattr__"
                typing = isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
                plain = isinstance(node, ast.Expr | ast.Import | ast.ImportFrom | ast.Assign)
                assert lazy or typing or plain, f"{path}: {ast.unparse(node)[:60]}"


def test_nothing_else_stands_at_the_top() -> None:
    top = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")}
    made = {"news.db", "news.db-wal", "news.db-shm", "news.db.lock", "build", "dist", "__pycache__"}
    made |= {path.name for path in ROOT.glob("*.egg-info")}
    plan = "pyproject.toml README.md Makefile LICENSE CHANGELOG.md metadata.yml"
    rooms = "seeds ingest db web morgue tests bench"
    assert top - made == {*plan.split(), *rooms.split()}
