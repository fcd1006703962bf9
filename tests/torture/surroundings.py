"""What surrounds a run and must not matter: language, clock, order, place, number of processes."""

import os
import random
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
SEEDS = (
    "havenport-gazette/dock-strike-begins.txt",
    "havenport-gazette/dock-strike-ends.txt",
    "havenport-gazette/old-tarn-bridge-reopens.txt",
    "havenport-gazette/wire-dock-vote.txt",
    "northshore-herald/wire-dock-ballot.txt",
    "northshore-herald/water-bills.html.gz",
    "lindenpost/linie-4.txt",
    "courrier-du-port/ferry-reprise.txt",
    "wanglan-evening-post/lanjiang-sanqiao.gbk.txt",
    "tidewater-record/archive-2025.jsonl",
    "shanghai-daily/suzhou-creek-footbridge.txt",
)
#: Names of files: capitals that Turkish folds otherwise, scripts, a space, and bytes that are no UTF-8.
NAMES = (
    b"ISPARTA.TXT",
    "häfen.txt".encode(),
    "东京.txt".encode(),
    "İzmir.txt".encode(),
    b"bad-\xff.txt",
    b"a b.txt",
)
CHANGED = "havenport-gazette/old-tarn-bridge-reopens.txt"

#: Locales that Debian has only on demand, and what makes them.
MADE = {"tr_TR.UTF-8": ("tr_TR", "UTF-8"), "de_DE.ISO-8859-1": ("de_DE", "ISO-8859-1")}
LOCALES = ("C", "C.UTF-8", *MADE, "POSIX")
ZONES = ("UTC", "Asia/Kathmandu", "America/St_Johns", "Pacific/Kiritimati")
WORKERS = (1, 2, 3)
HASHES = ("0", "1", "random")
MASKS = (0o022, 0o077, 0o000)
MODES = ("", "0", "1")
PLACES = ("relative", "absolute", "from elsewhere", "through a link")


@dataclass(frozen=True)
class Surroundings:
    """One way to run."""

    seed: int
    locale: str = "C.UTF-8"
    zone: str = "UTC"
    workers: int = 1
    hashes: str = "0"
    mask: int = 0o022
    mode: str = "1"
    place: str = "absolute"
    read_only: bool = False
    temporary: str = "tmp"


def surroundings(seed: int) -> Surroundings:
    """Those of a seed; any six in a row have each value of nearly all."""
    chance = random.Random(seed // 6)
    shuffled = [chance.sample(values, len(values)) for values in (LOCALES, ZONES, WORKERS, HASHES, MASKS)]
    locale, zone, workers, hashes, mask = (values[seed % len(values)] for values in shuffled)
    mode = "0" if locale == "de_DE.ISO-8859-1" else MODES[seed % len(MODES)]
    place, temporary = PLACES[seed % len(PLACES)], ("tmp", "Tür kei")[seed % 2]
    return Surroundings(seed, locale, zone, workers, hashes, mask, mode, place, seed % 2 == 0, temporary)


def write_texts(folder: Path, seed: int, *, later: bool) -> None:
    """Write the raw files, in an order and with times that follow from the seed."""
    chance = random.Random(seed)
    texts = {os.fsencode(name): (ROOT / "seeds" / name).read_bytes() for name in SEEDS}
    for number, name in enumerate(NAMES):
        texts[name] = (
            f"Ferry {number} is late\n\nBy Ina Ilgaz\n\n{number + 1} March 2025\n\nIt is late.\n".encode()
        )
    if later:
        texts[os.fsencode(CHANGED)] = texts[os.fsencode(CHANGED)].replace(b"bridge", b"crossing")
        texts[b"broken.txt"] = b""
    for name in chance.sample(sorted(texts), len(texts)):
        path = folder / os.fsdecode(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(texts[name])
        os.utime(path, (chance.randrange(2**31), chance.randrange(2**31)))


def file_in(
    place: Path, how: Surroundings, program: tuple[str, ...] = ("-m", "morgue"), runs: int = 2
) -> Path:
    """File the texts of ``place`` in one run or two, in the surroundings; the archive."""
    raw, temporary = place / "raw", place / how.temporary
    temporary.mkdir(parents=True)
    for later in (False, True)[:runs]:
        write_texts(raw, how.seed, later=later)
        before = _state(raw)
        if how.read_only:
            subprocess.run(["chmod", "-R", "a-w", str(raw)], check=True)
        here, database, named = _named(place, how.place)
        done = subprocess.run(
            [sys.executable, *program, "ingest", named, "--db", database, "--workers", str(how.workers)],
            cwd=here,
            env=_environment(place, how, temporary),
            umask=how.mask,
            capture_output=True,
            check=False,
            timeout=120,
        )
        assert _state(raw) == before, "input is never changed"
        # 1: the empty file failed.
        assert done.returncode == int(later), done.stderr.decode("utf-8", "replace")
        if how.read_only:
            subprocess.run(["chmod", "-R", "u+w", str(raw)], check=True)
    return place / "news.db"


def _state(folder: Path) -> list[tuple[str, int, bytes]]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return [(str(path), path.stat().st_mtime_ns, path.read_bytes()) for path in files]


def _named(place: Path, how: str) -> tuple[Path, str, str]:
    """The working folder, and how archive and texts are called from there."""
    if how == "relative":
        return place, "news.db", "raw"
    if how == "from elsewhere":
        (place / "here" / "below").mkdir(parents=True, exist_ok=True)
        return place / "here" / "below", "../../news.db", "./../../here/../raw/"
    if how == "through a link":
        link = place.with_name(place.name + "-link")
        if not link.is_symlink():
            link.symlink_to(place, target_is_directory=True)
        return link, str(link / "news.db"), str(link / "raw")
    return Path("/"), str(place / "news.db"), str(place / "raw")


def _environment(place: Path, how: Surroundings, temporary: Path) -> dict[str, str]:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("MORGUE", "PYTHON", "LC_"))
    }
    mode = {"PYTHONUTF8": how.mode, "PYTHONCOERCECLOCALE": how.mode} if how.mode else {}
    return {
        **kept,
        **mode,
        "PYTHONPATH": str(ROOT),
        "PYTHONHASHSEED": how.hashes,
        "LANG": how.locale,
        "LC_ALL": how.locale,
        "LOCPATH": str(place.parent / "locales"),
        "TZ": how.zone,
        "TMPDIR": str(temporary),
        "OMP_NUM_THREADS": "1",
    }


def make_locales(folder: Path) -> bool:
    """Make the locales that are not there; whether that could be done."""
    folder.mkdir()
    if not shutil.which("localedef"):
        return False
    return all(
        subprocess.run(
            ["localedef", "-i", language, "-f", charset, str(folder / name)], check=False, capture_output=True
        ).returncode
        == 0
        for name, (language, charset) in MADE.items()
    )
