"""Two editions of a made-up press, archives of them that nobody disturbed, and room to disturb others.

The editions have all that makes work: texts with furniture, pages and records of one event, copies, versions,
names that are to be compared, scripts without spaces, the same bytes twice, and files that cannot be filed.
"""

import json
import random
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from fixtures_outlets import story
from fixtures_stories import COUNCIL, FERRY, FERRY_TOO, made_up
from sameness import State, state
from stage import Played, Stage

#: The second comes when the first is filed: it adds files and changes some.
EDITIONS = (1, 2)
PAGE = """<html lang="en"><head><title>{headline}</title><meta property="og:title" content="{headline}">
<meta property="og:site_name" content="{outlet}"><meta property="og:url" content="{url}">
<meta property="article:published_time" content="{day}T0{hour}:00:00Z"></head>
<body><article><h1>{headline}</h1>{body}</article></body></html>"""
#: Names that are one, and quotes.
PEOPLE = (
    "Mayor Ann Lee of Havenport told the Harbour Workers Union (HWU) that bridge {i} is safe. “It will stand "
    "for {n} years,” Lee said.\n\nJo Sommer of the HWU was not so sure. “Nobody asked us,” said J. Sommer, "
    "who met Ann Lee in Paris and London in week {n}."
)


def print_edition(folder: Path, edition: int) -> None:
    """Write the files of an edition, over those of the one before."""
    folder.mkdir(exist_ok=True)
    later = edition == 2
    for i in range(8, 20) if later else range(10):
        _write(folder / f"marlow-{i:02}.txt", story(i) + ("\n\nThe vote stands." if later and i == 8 else ""))
    for i in range(6 if later else 3):
        lines = [
            f"Bridge {i} will be built",
            "By Ann Lee",
            f"{3 + i} February 2025",
            PEOPLE.format(i=i, n=i + 40),
        ]
        _write(folder / f"people-{i}.txt", "\n\n".join(lines))
    for outlet, hour in (("Gazette", 1), ("Courier", 2), ("Post", 3)) if later else (("Gazette", 1),):
        _page(folder / f"ferry-{outlet}.html", FERRY, outlet, hour, " No one else saw it." * later)
    _page(folder / "strike.html", FERRY_TOO, "Courier", 4)
    _page(folder / "council.html", COUNCIL, "Gazette", 5)
    records = made_up(14 if later else 6)
    lines = [
        {"headline": one.headline, "body": one.text, "outlet": one.outlet, "published": str(one.day or "")}
        for one in records
    ]
    _write(folder / "wire.jsonl", "".join(f"{json.dumps(line)}\n" for line in lines))
    _write(
        folder / "harbour.txt",
        "港の橋が閉鎖された\n\n2025年2月13日\n\n市長は月曜日に港の橋を閉鎖すると発表した。橋は来年再建される。",
    )
    _write(folder / "again.txt", story(9))
    _write(folder / "empty.txt", "")
    _write(folder / "broken.json", '{"headline": "Half a rec' + "o" * edition)


def _page(path: Path, one, outlet: str, hour: int, more: str = "") -> None:
    body = "".join(f"<p>{line}.</p>" for line in (one.text + more).rstrip(".").split(". "))
    day = one.day or date(2025, 3, 1)
    url = f"https://{outlet.lower()}.example/{path.stem}"
    headline = one.headline + ("" if outlet == "Gazette" else f", says {outlet}")
    _write(path, PAGE.format(headline=headline, outlet=outlet, url=url, day=day, hour=hour, body=body))


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


class Newsroom:
    """The editions, what becomes of them undisturbed, and one folder for each trial.

    A trial with an even number begins without an archive, one with an odd number with that of edition 1.
    """

    def __init__(self, root: Path) -> None:
        self.root, self.stage, self._trial = root, Stage(root), 0
        self.acts: list[dict[str, tuple[int, int]]] = []
        self.wanted: list[State] = []
        print_edition(root / "texts", 1)
        self._undisturbed("before")
        print_edition(root / "texts", 2)
        for start in (0, 1):
            path = self._undisturbed(f"whole-{start}", start)
            self.wanted.append(state(path))

    def _undisturbed(self, name: str, start: int = 0) -> Path:
        path = self.room(name, start)
        phases = self.root / f"{name}.phases"
        played = self.ingest(path, phases=str(phases))
        assert "Traceback" not in played.told, played.told
        assert played.code == 1, (played, "some files cannot be filed")
        if name != "before":
            self.acts.append(json.loads(phases.read_text("utf-8")))
        return path

    def room(self, name: str, start: int) -> Path:
        """Make a folder with the archive of a beginning; its path."""
        folder = self.root / name
        folder.mkdir()
        if start:
            shutil.copy(self.root / "before" / "news.db", folder / "news.db")
        return folder / "news.db"

    def trial(self, seed: int) -> tuple[Path, random.Random, dict[str, tuple[int, int]]]:
        """Begin a trial: its archive, its dice, and the acts of each phase."""
        self._trial += 1
        path = self.room(f"trial-{self._trial}", seed % 2)
        return path, random.Random(seed), self.acts[seed % 2]

    def done(self, path: Path) -> None:
        """Throw a trial's folder away."""
        shutil.rmtree(path.parent)

    def arguments(self, path: Path) -> tuple[str, ...]:
        """What is typed to file the editions."""
        return "ingest", "../texts", "--db", path.name, "--workers", "1"

    def ingest(self, path: Path, **faults: object) -> Played:
        """File the editions on the stage."""
        return self.stage.run(path.parent, *self.arguments(path), **faults)

    def begin(self, path: Path, **faults: object) -> int:
        """Begin to file the editions; the process."""
        return self.stage.play(path.parent, *self.arguments(path), **faults)


def newsrooms(root: Path) -> Iterator[Newsroom]:
    """A newsroom, closed at the end."""
    room = Newsroom(root)
    try:
        yield room
    finally:
        room.stage.close()
