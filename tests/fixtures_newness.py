"""Articles of certain days that name people, and archives of them: for the tests of what is new."""

from datetime import date, timedelta

import pytest

from db.archive import open_archive
from db.sqlite import open_for_reading
from ingest.model import Moment

BEGIN = date(2025, 2, 8)


def key(name: str, kind: str) -> str:
    return name.casefold()


def moment(day: date | str, hour: int = 9, offset: int = 0) -> Moment:
    """A moment by the local day; ``offset`` hours east of Greenwich."""
    if isinstance(day, str) and len(day) == 7:
        return Moment(day, day, "month", "url")
    local = f"{day}T{hour:02}:00"
    utc_day = date.fromisoformat(str(day)) + timedelta((hour - offset) // 24)
    return Moment(
        f"{utc_day}T{(hour - offset) % 24:02}:00:00Z", f"{local}{offset:+03}:00", "minute", "stated"
    )


@pytest.fixture
def told(make, tmp_path):
    """Make an article of a day (None: undated) that names people, and perhaps says more."""
    made = iter(range(10**6))

    def told(day, *names: str, outlet: str | None = "Gazette", more: str = "", number=None, **when):
        number = next(made) if number is None else number
        text = f"Report {number}: {', '.join(names)} came to the quay. {more}"
        return make(
            text,
            f"{number}.txt",
            names=tuple((name, "person", name) for name in names),
            headline=f"Report {number}",
            outlet=outlet,
            published=day and moment(day, **when),
        )

    return told


@pytest.fixture
def filed(tmp_path):
    """File runs of documents; a reader of the archive."""

    def filed(*runs, name="news.db"):
        with open_archive(tmp_path / name) as archive:
            for documents in runs:
                with archive.run(key) as run:
                    for document in documents:
                        run.save(document.path, document.sha256, [document])
        return open_for_reading(tmp_path / name)

    return filed


@pytest.fixture
def press(told):
    """Six weeks of three papers; a name and a word that stand out in the last, and a paper that is new."""
    documents = []
    for i in range(42):
        day = BEGIN - timedelta(35) + timedelta(i)
        now = day >= BEGIN
        for outlet in ("Gazette", "Herald", "Post"):
            people = ["Ann Lee"] if i % 14 == 0 or (now and outlet != "Post") else ["Per Aas"]
            more = "The levies on February ships rise." if now and outlet != "Post" else "Boats pass."
            documents.append(told(day, *people, outlet=outlet, more=more))
        if now:
            documents.append(
                told(day, "Per Aas", outlet="Newcomer", more="Newcomer asks readers to subscribe.")
            )
            documents.append(told(day, "Per Aas", outlet="Post", more="Post prints a crossword."))
    return documents
