"""Made-up outlets with furniture that the labeller alone leaves in bodies."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from ingest.model import Ner, RawFile
from ingest.outlets import profiles
from ingest.outlets.learned import NOTHING, Learned
from morgue.ingest_run import Options, Report, ingest
from morgue.packing import packed
from morgue.worker import NO_RECORDS

#: Written as text is, and placed as text is: from one page alone nobody could tell.
APPEAL = (
    "The harbour has two hundred stories a day, and the people who work there tell them to our newsroom "
    "first, at any hour of the day or night."
)
OWNER = "© 2025 Marlow Post. All rights reserved."
SUBJECTS = ("ferry", "lighthouse", "school", "market", "hospital", "library", "tunnel", "cinema", "station")
PEOPLE = ("Ada Brandt", "Tom Reed", "Ines Falk", "Jo Marsh", "Lea Horn", "Ned Cole", "Ida Lund", "Sam Pell")


def story(i: int, *, furniture: Sequence[str] = (APPEAL, OWNER)) -> str:
    """A page of the Marlow Post, unlike all others but for its furniture."""
    what, who = SUBJECTS[i % len(SUBJECTS)], PEOPLE[i % len(PEOPLE)]
    lines = [
        f"Town decides on its {what} after {i + 3} years",
        f"By {who}",
        f"{1 + i % 28} February 2025",
        f"The town of Marlow will rebuild its old {what} next year, after a vote of {i + 2} hours on Monday.",
        f"“Nobody believed in the {what} any more, and now {i + 7} families ask about it,” said {who}.",
        f"The work costs {i + 4} million and begins in week {i + 5}, when river and {what} are empty.",
        f"Of the {i + 20} members of the council {i + 12} were in favour, and the others had left.",
        f"Builders from {i + 2} towns have been asked for offers, to reach the clerk of the {what} by May.",
        *furniture,
    ]
    return "\n\n".join(lines)


class Here:
    """The pool of workers, in this process: for tests that change what a reader knows."""

    def __init__(self, number: int, *, entities: bool, ner: Ner = "fast", learned: Learned = NOTHING) -> None:
        self.entities, self.ner, self.learned = entities, ner, learned

    def __enter__(self) -> "Here":
        return self

    def __exit__(self, *exception: object) -> None:
        pass

    class Task:
        def __init__(self, files: Sequence[RawFile], crashed: Mapping[int, str]) -> None:
            self.files, self.crashed, self.reached = files, crashed, 0

    def hand_out(
        self, files: Sequence[RawFile], seconds: float, crashed: Mapping[int, str] = NO_RECORDS
    ) -> "Here.Task":
        return Here.Task(files, crashed)

    def reached(self, task: "Here.Task") -> int:
        return task.reached

    def missing(self) -> int:
        return 0

    def result(self, task: "Here.Task", stop: object) -> list[bytes]:
        from ingest.pipeline import documents

        def note(number: int) -> None:
            task.reached = number

        return [
            packed(
                documents(
                    raw,
                    entities=self.entities,
                    ner=self.ner,
                    learned=self.learned,
                    before_each=note,
                    crashed=task.crashed,
                )
            )
            for raw in task.files
        ]


def without_profile(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str) -> None:
    """Forget the profile of an outlet."""
    folder = tmp_path / "profiles"
    folder.mkdir()
    for path in profiles.FOLDER.glob("*.toml"):
        if path.stem != name:
            (folder / path.name).write_bytes(path.read_bytes())
    monkeypatch.setattr(profiles, "FOLDER", folder)
    for cached in (profiles.profiles, profiles.known_domains, profiles._told_pattern):
        cached.cache_clear()


def file_in(path: Path, paths: Sequence[str], *, entities: bool = False, ner: Ner = "fast") -> Report:
    """One run of ingest."""
    return ingest(path, paths, Options(entities=entities, workers=1, ner=ner))
