"""Versions: which documents are states of one article, in which order, and what changed between them."""

import json
import random
from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.archive import open_archive
from db.check import check
from db.record import record, state_of
from db.search import search
from db.sqlite import open_for_reading
from db.urls import address_key
from ingest.model import Block, Moment

LEDE = (
    "The council of Havenport voted on Monday to shut the old bridge over the Marl, after a debate of hours."
)
MORE = (
    "Work on a new one begins next spring, the mayor said, and lorries will have to go by the quay.",
    "Shopkeepers on the east bank called the vote a blow, and asked for a ferry that carries bicycles too.",
    "Nobody from the harbour company was there, although its trains use the northern half of the bridge.",
)
BODY = "\n\n".join((LEDE, *MORE))


def at(hour, day=13):
    moment = f"2025-02-{day:02}T{hour:02}:00:00Z"
    return Moment(moment, moment, "minute", "stated")


@pytest.fixture
def told(make):
    """Make a document of the Gazette on the bridge."""

    def told(name, headline="Council votes to shut old bridge", body=BODY, hour=9, day=13, **fields):
        blocks = tuple(Block("paragraph", text, "rest") for text in body.split("\n\n"))
        return make(
            body,
            f"{name}.html",
            content=f"{name}: {headline}: {body}".encode(),
            blocks=blocks,
            headline=headline,
            **{"outlet": "Gazette", "published": at(hour, day), **fields},
        )

    return told


def chain(path, query):
    """The one chain of an archive, the oldest first."""
    old = query(path, "select headline, body, published_at, updated_at from versions order by version")
    return old + query(path, "select headline, body, published_at, updated_at from articles")


@pytest.fixture
def states(told):
    return [
        told("a", hour=9),
        told(
            "b", headline="Havenport council votes to shut old bridge", body=f"{BODY}\n\nIt rained.", hour=10
        ),
        told("c", body=BODY.replace("hours", "six hours"), hour=9, updated=at(12)),
        told(
            "d", headline="Old bridge to shut, council votes", body=BODY.replace("Monday", "Tuesday"), hour=13
        ),
    ]


@pytest.mark.parametrize("order", list(permutations(range(4)))[::3])
def test_the_order_of_filing_makes_no_other_chain(states, order, file_in, query, tmp_path):
    path = tmp_path / "news.db"
    outcomes = file_in(*[[states[place]] for place in order])
    assert outcomes == ["added", "updated", "updated", "updated"]
    assert chain(path, query) == [
        (one.article.headline, one.article.body, one.article.published.at, updated and updated.at)
        for one in states
        for updated in [one.article.updated]
    ]
    files = "select path from versions join files on files.id = file_id order by version"
    assert query(path, files) == [("a.html",), ("b.html",), ("c.html",)]
    found = query(path, "select version, field, kind, added, removed from changes order by 1, 2, 4, 5")
    assert found == CHANGES
    assert list(check(path)) == []
    assert file_in(*[[one] for one in states]) == ["duplicate"] * 4
    assert list(check(path)) == []


CHANGES = [
    (1, "body", "update", "It rained.", None),
    (1, "headline", "headline", "Havenport council", "Council"),
    (2, "body", "update", None, "It rained."),
    (2, "body", "update", "six", None),
    (2, "headline", "headline", "Council", "Havenport council"),
    (3, "body", "update", None, "six"),
    (3, "body", "update", "Tuesday", "Monday"),
    (3, "headline", "headline", ", council votes", "old bridge"),
    (3, "headline", "headline", "Old bridge", "Council votes"),
]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(hours=st.lists(st.integers(0, 23), min_size=2, max_size=6, unique=True), seed=st.integers(0, 999))
def test_any_order_gives_the_order_of_moments(hours, seed, told, tmp_path_factory, query):
    url = "https://gazette.example/bridge"
    documents = [told(f"{hour}", body=f"Draft {hour}.", hour=0, updated=at(hour), url=url) for hour in hours]
    random.Random(seed).shuffle(documents)
    path = tmp_path_factory.mktemp("order") / "news.db"
    with open_archive(path) as archive, archive.run(lambda n, k: n) as run:
        for document in documents:
            run.save(document.path, document.sha256, [document])
    assert [body for _, body, _, _ in chain(path, query)] == [f"Draft {hour}." for hour in sorted(hours)]
    assert list(check(path)) == []


def test_of_one_moment_the_later_filed_is_newer(told, file_in, query, tmp_path):
    first, second = told("a"), told("b", body=BODY.replace("hours", "days"))
    assert file_in([first], [second]) == ["added", "updated"]
    assert "days" in query(tmp_path / "news.db", "select body from articles")[0][0]


def test_an_earlier_state_in_its_own_file_need_not_be_read_again(told, tmp_path):
    new, old = told("a", hour=12), told("b", hour=9)
    with open_archive(tmp_path / "news.db") as archive, archive.run(lambda n, k: n) as run:
        for one in (new, old):
            run.save(one.path, one.sha256, [one])
        assert run.known(old.sha256, old.path) == 1
        assert run.known(old.sha256, str(tmp_path / "elsewhere.html")) == 1
        assert run.known(old.sha256, new.path) == 0


def test_in_one_place_the_later_filed_is_newer_whatever_it_says(told, file_in, query, tmp_path):
    file_in([told("a", hour=12)], [told("a", body="Nothing of it is true.", hour=9)])
    assert query(tmp_path / "news.db", "select body from articles") == [("Nothing of it is true.",)]


def weather(told, name, **fields):
    low, high, wind = fields.pop("figures")
    body = (
        f"Clouds over the bay give way to sun around noon, with {low} degrees in the morning and {high} by "
        f"the afternoon. The wind is from the west at {wind} knots, and the sea is calm with waves of less "
        "than a metre. Sailors should look out for fog at the mouth of the Marl, and for ferries that leave."
    )
    return told(name, body=body, **{"headline": "The weather in Havenport", **fields})


def test_daily_reports_from_a_template_are_articles_of_their_own(told, file_in):
    reports = [
        weather(told, f"w{day}", day=day, figures=(day, day + 9, 2 * day + 1)) for day in (10, 11, 12, 13)
    ]
    assert file_in(*[[one] for one in reports]) == ["added"] * 4


@pytest.mark.parametrize(
    "other",
    [
        {"outlet": "Globe & Quay"},
        {"day": 17},
        {"outlet": None},
        {"published": None},
        {
            "headline": "Ferry to carry bicycles",
            "body": f"{MORE[1]}\n\n{MORE[0]}\n\nThe ferry costs nothing.",
        },
        {
            "body": "\n\n".join(
                f"In ward {n} it was said that no bridge is safe until {n} more fall." for n in "2345"
            )
        },
        {
            "headline": "Council votes to shut Tidewater pier",
            "body": BODY.replace("bridge", "pier").replace("Havenport", "Tidewater"),
        },
    ],
    ids=["outlet", "later", "no outlet", "undated", "part of it", "headline only", "another town"],
)
def test_what_is_no_version(other, told, file_in):
    assert file_in([told("a")], [told("b", **other)]) == ["added", "added"]


def test_copies_that_name_the_address_of_the_original_stay_articles(told, file_in):
    url = "https://gazette.example/2025/bridge"
    copy = told("b", outlet="Globe & Quay", outlet_domain="quay.example", url=url)
    assert file_in([told("a", url=url, outlet_domain="gazette.example")], [copy]) == ["added", "added"]


def test_an_address_is_known_with_all_that_is_hung_on_it(told, file_in, query, tmp_path):
    one = told("a", body="Short.", url="https://www.gazette.example/2025/bridge?utm_source=x#top")
    other = told("b", body="Longer.", hour=8, url="http://gazette.example/2025/bridge/")
    third = told("c", body="Longest.", hour=10, url="https://gazette.example/2025/bridge/amp")
    assert file_in([one], [other], [third]) == ["added", "updated", "updated"]
    assert [body for _, body, _, _ in chain(tmp_path / "news.db", query)] == ["Longer.", "Short.", "Longest."]
    assert address_key("https://a.example/x?id=1") != address_key("https://a.example/x?id=2")


def test_notes_are_kept_and_found(told, file_in, query, tmp_path):
    note = Block("correction", "Correction: The bridge has three lanes, not two.", "correction")
    plain = told("a")
    noted = told("b", body=BODY.replace("six", "9"), hour=11)
    blocks = (*noted.article.blocks, note)
    noted = replace(noted, article=replace(noted.article, blocks=blocks))
    gone = told("c", hour=12, body=f"{BODY}\n\nThis article has been withdrawn.")
    alone = told(
        "d", body="Correction: It rained in spring only.\n\nWe were wrong.", outlet="Globe", url=None
    )
    path = tmp_path / "news.db"
    assert file_in([plain], [gone], [noted], [alone]) == ["added", "updated", "updated", "added"]
    found = query(path, "select kind, text from corrections order by text")
    assert found == [
        ("correction", "Correction: It rained in spring only."),
        ("correction", note.text),
        ("retraction", "This article has been withdrawn."),
    ]
    conn = open_for_reading(path)
    try:
        for text, hits in {
            "is:corrected": 2,
            "is:retracted": 1,
            "changed:any": 1,
            "changed:headline": 0,
            "changed:body": 1,
            'added:"has been withdrawn"': 1,
            'removed:"three lanes"': 1,
            "added:lane*": 1,
            "added:(lanes bridge)": 1,
            "added:ferry": 0,
            "bridge -is:corrected": 0,
            "bridge is:corrected": 2,
            "is:retracted OR outlet:Globe": 2,
            "(withdrawn /s article) changed:body": 1,
        }.items():
            assert search(conn, text).total == hits, text
    finally:
        conn.close()
    assert list(check(path)) == []


def test_words_without_spaces_that_changed_are_found(told, file_in, tmp_path):
    zh = "市议会周一投票决定关闭旧桥。新桥将于明年春天动工，市长说，卡车必须绕行码头。店主认为这是打击。"
    file_in([told("a", body=zh)], [told("b", body=zh.replace("周一", "星期二晚上"), hour=10)])
    conn = open_for_reading(tmp_path / "news.db")
    assert search(conn, "added:星期").total == 1
    assert search(conn, "removed:周一").total == 1
    assert search(conn, "added:卡车").total == 0
    conn.close()


def test_the_record_holds_the_versions(states, file_in, query, tmp_path):
    path = tmp_path / "news.db"
    file_in(*[[one] for one in states])
    [(number,)] = query(path, "select id from articles")
    conn = open_for_reading(path)
    found = record(conn, number)
    assert [one["version"] for one in found["versions"]] == [1, 2, 3]
    assert found["changes"][0] == {
        "version": 1,
        "field": "headline",
        "kind": "headline",
        "added": "Havenport council",
        "removed": "Council",
    }
    assert state_of(conn, number, 2)["headline"] == states[1].article.headline
    assert state_of(conn, number, 4)["body"] == found["body"]
    assert state_of(conn, number, 5) is None
    assert state_of(conn, number, 0) is None
    conn.close()


def test_show_prints_versions_and_differences(states, file_in, query, tmp_path, morgue):
    file_in(*[[one] for one in states])
    [(number,)] = query(tmp_path / "news.db", "select id from articles")

    def show(*options):
        process = morgue("show", number, "--db", "news.db", *options)
        out, error = process.communicate(timeout=60)
        return process.returncode, out, error

    code, out, _ = show("--versions")
    assert code == 0
    assert "2  2025-02-13T10:00:00Z  Havenport council votes to shut old bridge  (b.html)" in out
    assert "    headline (headline): [-Council-] {+Havenport council+}" in out
    code, out, _ = show("--version", 2)
    assert out.startswith("Havenport council votes")
    code, out, _ = show("--version", 2, "--diff")
    assert out.startswith("headline: [-Council-]{+Havenport council+} votes")
    assert "{+It rained.+}" in out
    code, out, _ = show("--diff")
    assert "on [-Monday-]{+Tuesday+} to shut" in out
    code, out, _ = show("--version", 3, "--json")
    assert json.loads(out)["updated_at"] == "2025-02-13T12:00:00Z"
    assert show("--version", 5)[0] == 1
    assert show("--version", 1, "--diff")[0] == 1


def test_an_archive_from_before_catches_up(states, file_in, query, tmp_path, rows):
    path = tmp_path / "news.db"
    file_in(*[[one] for one in states[:3]])
    before = rows(path)
    with open_archive(path) as archive:
        for table in ("changes", "notes", "version_keys"):
            archive.conn.execute(f"delete from {table}")
        archive.conn.execute("insert into unversioned select id from articles")
    with open_archive(path):
        pass
    after = rows(path)
    for found in (before, after):
        found["changes"] = sorted((row[1:] for row in found["changes"]), key=repr)
    assert after == before
    assert file_in([states[3]]) == ["updated"]
