"""An archive with a story of its own, made up: a ferry runs aground, and eight outlets tell of it."""

from pathlib import Path
from typing import Any

from fixtures_web import make_archive
from sqlite_utils import Database

#: Number of the story, and of its first report.
STORY = 2026030400000000
#: The story that it goes on from.
EARLIER = 2026021000000000

FIRE = "A lifeboat of Wexmoor took all 212 passengers ashore before midnight, the coastguard said."
WIRE = (
    "The ferry Bittern ran aground on a sandbank off Marlow Point on Wednesday with 212 aboard.\n\n"
    f"{FIRE} Nobody was hurt.\n\n"
    "Captain Ida Thorsen told investigators that the rudder had failed. Ida Thorsen has sailed for 20 years."
)
#: Headline, body, outlet, publication, language, how far it is the copy of which report.
REPORTS: list[tuple[str, str, str | None, str | None, str, tuple[int, float] | None]] = [
    ("Ferry aground off Marlow Point", WIRE, "Coast Wire", "2026-03-04T18:10:00Z", "en", (0, 1.0)),
    (
        "Ferry with 212 aboard runs onto sandbank",
        WIRE.replace("Nobody was hurt.", "Two people were treated for shock."),
        *("Northshore Herald", "2026-03-04T18:25:00Z", "en", (0, 0.93)),
    ),
    ("Ferry aground", WIRE[:170], "Wexmoor Echo", "2026-03-04", "en", (0, 0.97)),
    (
        "Bittern: all 212 are safe",
        "All 212 people on the Bittern are safe, the harbour master of Wexmoor said late on Wednesday. The "
        "Harbour Inquiry Board will ask why the rudder failed, as Captain Ida Thorsen says it did. The "
        "Harbour Inquiry Board meets on Monday.",
        *("Harbour Times & Post", "2026-03-04T22:40:00Z", "en", None),
    ),
    (
        "Un ferry s’échoue au large de Marlow Point",
        "Le ferry Bittern s’est échoué mercredi soir avec 212 passagers. La capitaine Ida Thorsen parle "
        "d’une avarie du gouvernail. Personne n’a été blessé.",
        *("Courrier du Port", "2026-03-05T06:05:00Z", "fr", None),
    ),
    (
        "渡轮在马洛角附近搁浅",
        "渡轮星期三晚上在马洛角附近搁浅，船上二百一十二名乘客全部获救，无人受伤。",
        *("海港日报", "2026-03-05", "zh", None),
    ),
    (
        "Why did the rudder of the Bittern fail?",
        "Engineers looked at the rudder of the Bittern for the first time on Saturday, two days after tugs "
        "had pulled the ferry off the sandbank. Captain Ida Thorsen was with them.",
        *("Northshore Herald", "2026-03-07T09:00:00Z", "en", None),
    ),
    (
        "What we know of the ferry, and what we do not: a " + "very " * 30 + "long headline",
        "Nobody has dated this page. Captain Ida Thorsen is said to have been on the bridge.",
        *(None, None, "en", None),
    ),
]
NAMED = {
    "Ida Thorsen": ("person", 50),
    "Marlow Point": ("place", 51),
    "Harbour Inquiry Board": ("organisation", 52),
}


def make_story(path: Path, copies: int = 12) -> Path:
    """Write the archive: that of the other pages, with the story."""
    make_archive(path, copies=copies)
    db = Database(path)
    for name, (kind, key) in NAMED.items():
        db.table("entities").insert({"id": key, "name": name, "kind": kind, "key": name.lower()})
    for number, report in enumerate(REPORTS):
        _insert(db, number, *report)
    db.table("stories").insert_all(
        [
            {"id": EARLIER, "headline": "Ferry line cuts its crews", "article_count": 2, "outlet_count": 2}
            | {"first_published": "2026-02-10", "last_published": "2026-02-11", "follows_id": None},
            {"id": STORY, "headline": REPORTS[0][0], "article_count": len(REPORTS), "outlet_count": 6}
            | {
                "first_published": "2026-03-04",
                "last_published": "2026-03-07T09:00:00Z",
                "follows_id": EARLIER,
            },
        ]
    )
    db.execute(
        "update entities set article_count ="
        " (select count(*) from article_entities where entity_id = entities.id)"
    )
    assert db.conn is not None
    db.conn.commit()
    db.conn.close()
    return path


def _insert(
    db: Database,
    number: int,
    headline: str,
    body: str,
    outlet: str | None,
    at: str | None,
    language: str,
    copy: tuple[int, float] | None,
) -> None:
    key = STORY + number
    db.table("files").insert(
        {"id": key, "path": f"ferry/{number}.txt", "sha256": f"ferry{number}", "bytes": 1, "status": "filed"}
        | {"run_id": 1}
    )
    if outlet:
        db.execute("insert or ignore into outlets (name) values (?)", [outlet])
    found: Any = db.execute("select id from outlets where name = ?", [outlet]).fetchone()
    db.table("articles").insert(
        {"id": key, "headline": headline, "title": headline, "body": body, "language": language}
        | {"outlet_id": found[0] if found else None, "published_at": at, "published_local": at}
        | {"published_on": at and at[:10], "month": at and at[:7], "year": at and at[:4]}
        | {"published_precision": at and ("minute" if len(at) > 10 else "day"), "file_id": key}
        | {"published_source": at and "stated", "word_count": len(body.split()), "story_id": STORY}
    )
    if copy:
        original, likeness = copy
        db.table("copies").upsert(
            {"article_id": key, "family_id": STORY + original, "similarity": likeness}, pk="article_id"
        )
    for name, (_, entity) in NAMED.items():
        if name in body:
            db.table("article_entities").insert(
                {"article_id": key, "entity_id": entity, "mentions": body.count(name)}
            )
