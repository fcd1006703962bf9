"""Archives of earlier versions: tests/old/build.py made them with the code of their time."""

import lzma
from pathlib import Path

OLD = Path(__file__).parent / "old"
#: What each had last: the first version; what outlets repeat; a step that was edited after it was applied;
#: people's corrections; columns that a search reads; copies of one text; versions.
NAMES = ("first", "learning", "half", "curation", "columns", "copies", "versions")


def unpack(name: str, folder: Path) -> Path:
    """Put an old archive into a folder as ``news.db``."""
    path = folder / "news.db"
    path.write_bytes(lzma.decompress((OLD / f"{name}.db.xz").read_bytes()))
    return path
