"""Corrections one by one, on an archive made by hand: what moves, what is refused, what comes back."""

import json
import sqlite3

import pytest
from conftest import key

from db import curation
from db.addressing import Finder
from db.archive import open_archive
from db.check import check
from db.curator import Curator
from db.entity_reading import log
from db.entity_sheets import sheet, take_links, take_log, take_sheet
from db.errors import AmbiguousName, CannotCorrect, NoSuchEntity
from db.sqlite import open_for_reading
from db.suggestions import suggest

COUNTS = "select name, kind, article_count from entities where article_count > 0 order by name, kind"


@pytest.fixture
def people(archive, make, file_in):
    """The archive of three, with a homonym, an initial, an acronym and a place that is a person."""
    lee = "Mr Lee met J. Sommer and the Harbour Workers Union. Jo Sommer sang."
    file_in(
        [
            make(
                lee,
                "choir.txt",
                names=(
                    ("Lee", "person", "Ann Lee"),
                    ("J. Sommer", "person", "J. Sommer"),
                    ("Harbour Workers Union", "organisation", "Harbour Workers Union"),
                    ("Jo Sommer", "person", "Jo Sommer"),
                ),
            )
        ],
        [
            make(
                "Jo Sommer of the HWU wept in Lee.",
                "wept.txt",
                names=(
                    ("Jo Sommer", "person", "Jo Sommer"),
                    ("HWU", "organisation", "HWU"),
                    ("Lee", "place", "Lee"),
                ),
            )
        ],
    )
    return archive


@pytest.fixture
def correct(people):
    """Correct the archive in a transaction of its own; what was done."""

    def correct(do):
        with open_archive(people) as opened:
            opened.conn.execute("begin immediate")
            curator = Curator(opened.conn, people, key)
            do(curator)
            done = curator.finish()
            opened.conn.execute("commit")
        assert list(check(people)) == []
        return done

    return correct


def rank(query, people):
    return {(name, kind): n for name, kind, n in query(people, COUNTS)}


def test_merge_and_undo(people, correct, query, rows):
    before = rows(people)
    done = correct(lambda curator: curator.merge(["J. Sommer", "Harbour Workers Union"], "Jo Sommer"))
    assert (done.lines, done.mentions, done.entities) == ((1, 2), 2, 3)
    found = "select mentions, article_entities.name from article_entities join entities on id = entity_id "
    assert query(people, found + "where entities.name = 'Jo Sommer' order by 1 desc") == [
        (3, "Harbour Workers Union"),
        (1, "Jo Sommer"),
    ]
    assert ("J. Sommer", "person") not in rank(query, people)
    correct(lambda curator: curator.undo(2))
    assert rank(query, people)["Harbour Workers Union", "organisation"] == 1
    assert ("J. Sommer", "person") not in rank(query, people)
    correct(lambda curator: curator.undo(1))
    after = rows(people)
    del before["curation"], after["curation"]
    assert after == before
    # Lines 3 and 4 are the undoings; without the latter, line 1 counts again.
    correct(lambda curator: curator.undo(4))
    assert ("J. Sommer", "person") not in rank(query, people)
    assert rank(query, people)["Harbour Workers Union", "organisation"] == 1


def test_split_by_spelling_and_by_article(people, correct, query):
    [(choir,)] = query(people, "select article_id from mentions where surface = 'J. Sommer'")
    correct(lambda curator: curator.split("Ann Lee", "Lee", "Bruce Lee", [choir]))
    assert rank(query, people)["Ann Lee", "person"] == 2
    assert rank(query, people)["Bruce Lee", "person"] == 1
    with pytest.raises(CannotCorrect, match="not spelled"):
        correct(lambda curator: curator.split("Bruce Lee", "Leo"))
    with pytest.raises(CannotCorrect, match="is called so"):
        correct(lambda curator: curator.split("Ann Lee", "Lee", "Ann Lee"))
    # All others: by the full name, which the articles that say only Lee mean as well.
    correct(lambda curator: curator.split("Ann Lee", "Ann Lee", "Ann Lee (mayor)"))
    assert ("Ann Lee", "person") not in rank(query, people)
    assert rank(query, people)["Ann Lee (mayor)", "person"] == 2
    correct(lambda curator: curator.undo(1))
    assert rank(query, people)["Ann Lee (mayor)", "person"] == 3


def test_rename_retype_block(people, correct, query, make, file_in):
    correct(lambda curator: curator.rename("Havenport", "Port Haven"))
    lee = str(Finder(open_for_reading(people), people).one("Lee", "place").id)
    correct(lambda curator: curator.retype(lee, "person"))
    assert rank(query, people)["Lee", "person"] == 1
    correct(lambda curator: curator.block(["Jo Sommer"]))
    assert query(people, "select count(*) from blocked_mentions") == [(2,)]
    # What comes later is corrected as it comes.
    names = (
        ("Havenport", "place", "Havenport"),
        ("Lee", "place", "Lee"),
        ("Jo Sommer", "person", "Jo Sommer"),
    )
    file_in([make("Havenport, Lee, Jo Sommer.", "later.txt", names=names)])
    assert list(check(people)) == []
    found = rank(query, people)
    assert (found["Port Haven", "place"], found["Lee", "person"]) == (2, 2)
    assert query(people, "select count(*) from blocked_mentions") == [(3,)]
    assert query(people, "select source from aliases where alias = 'Port Haven'") == [("curated",)]
    correct(lambda curator: curator.undo(1, 2, 3))
    found = rank(query, people)
    assert (found["Havenport", "place"], found["Lee", "place"], found["Jo Sommer", "person"]) == (2, 2, 3)
    assert query(people, "select count(*) from aliases where source = 'curated'") == [(0,)]


def test_what_makes_no_sense_is_refused(people, correct, query, rows):
    correct(lambda curator: curator.merge(["J. Sommer"], "Jo Sommer"))
    before = rows(people)
    [(merged,)] = query(people, "select id from entities where name = 'J. Sommer'")
    refused = {
        "is the same": lambda curator: curator.merge(["Ann Lee"], "Ann Lee"),
        "has no line 99": lambda curator: curator.undo(99),
        "corrected by line 1": lambda curator: curator.rename(str(merged), "Jay"),
        "is that already": lambda curator: curator.retype("Ann Lee", "person"),
        "is called so": lambda curator: curator.rename("Ann Lee", "Jo Sommer"),
        "has letters": lambda curator: curator.rename("Ann Lee", " "),
    }
    for told, do in refused.items():
        with pytest.raises(CannotCorrect, match=told):
            correct(do)
    with pytest.raises(NoSuchEntity):
        correct(lambda curator: curator.block(["Nobody"]))
    assert rows(people) == before


def test_a_name_of_several_gets_the_choices(people, correct):
    correct(lambda curator: curator.rename("HWU", "Lee"))
    with pytest.raises(AmbiguousName) as raised:
        correct(lambda curator: curator.block(["Lee"]))
    assert "Lee (organisation, 1 article); " in str(raised.value)
    assert "Lee (place, 1 article)" in str(raised.value)
    # The spelling that several have is no name of anybody; the number always is.
    with open_archive(people) as opened:
        find = Finder(opened.conn, people)
        place = find.one("Lee", "place")
        assert find.one(str(place.id)) == place
        assert find.one("Ann Lee").kind == "person"


def test_a_sheet_without_a_change_changes_nothing(people, correct, rows):
    conn = open_for_reading(people)
    before = rows(people)
    lines = list(sheet(conn))
    assert [row["name"] for row in lines][:2] == ["Ann Lee", "Jo Sommer"]
    assert correct(lambda curator: take_sheet(curator, lines)).lines == ()
    assert rows(people) == before


def test_clusters_come_back_as_merges_and_renames(people, correct, query):
    lines = [dict(row) for row in sheet(open_for_reading(people))]
    for row in lines:
        if row["name"] in ("J. Sommer", "Jo Sommer"):
            row["new_name"] = "Johanna Sommer"
        if row["name"] == "HWU":
            row["merge_into"] = "Harbour Workers Union"
    problems = []
    lines.append({"name": "Nobody", "kind": "person", "new_name": "X"})
    correct(lambda curator: problems.extend(take_sheet(curator, lines)))
    assert [row for row, _ in problems] == [len(lines) + 1]
    found = rank(query, people)
    assert found["Johanna Sommer", "person"] == 2
    assert found["Harbour Workers Union", "organisation"] == 2
    again = list(sheet(open_for_reading(people)))
    assert correct(lambda curator: take_sheet(curator, again)).lines == ()


def test_links_are_set_told_and_taken_back(people, correct, query):
    conn = sqlite3.connect(people)
    conn.execute(
        "update entities set wikidata_id = 'Q7', latitude = 1, longitude = 2 where name = 'Havenport'"
    )
    conn.commit()
    conn.close()
    linked = "select wikidata_id, latitude, longitude from entities where name = 'Havenport'"
    good = {"name": "Havenport", "kind": "place", "wikidata_id": "Q42", "latitude": "5.5", "longitude": "6"}
    bad = [
        {**good, "wikidata_id": "42"},
        {**good, "latitude": "91"},
        {**good, "longitude": "nan"},
        {**good, "latitude": ""},
        {**good, "name": "Nowhere"},
    ]
    problems = []
    correct(lambda curator: problems.extend(take_links(curator, [*bad, good])))
    assert [row for row, _ in problems] == [2, 3, 4, 5, 6]
    assert query(people, linked) == [("Q42", 5.5, 6.0)]
    assert correct(lambda curator: take_links(curator, [good])).lines == ()
    correct(lambda curator: take_links(curator, [{**good, "wikidata_id": "Q43"}]))
    correct(lambda curator: curator.undo(1))
    assert query(people, linked) == [("Q43", 5.5, 6.0)]
    correct(lambda curator: curator.undo(2))
    assert query(people, linked) == [("Q7", 1.0, 2.0)]


def test_a_log_goes_to_another_archive_with_another_way_to_make_keys(people, correct, query, tmp_path, make):
    correct(lambda curator: curator.merge(["J. Sommer"], "Jo Sommer"))
    correct(lambda curator: curator.split("Ann Lee", "Lee", "Ann Lee II"))
    correct(lambda curator: curator.rename("Ann Lee II", "Lee the Younger"))
    correct(lambda curator: curator.undo(1))
    lines = json.loads(json.dumps(list(log(open_for_reading(people)))))

    def other_key(name, kind):
        return " ".join(sorted(name.casefold().replace(".", "").split()))

    names = (
        ("Jo Sommer", "person", "Jo Sommer"),
        ("J. Sommer", "person", "J. Sommer"),
        ("Lee", "person", "Ann Lee"),
    )
    document = make("Jo Sommer, J. Sommer and Lee.", "o.txt", names=names)
    path = tmp_path / "other.db"
    with open_archive(path) as opened:
        with opened.run(other_key) as run:
            run.save(document.path, document.sha256, [document])
        for expected in (4, 0):
            opened.conn.execute("begin")
            curator = Curator(opened.conn, path, other_key)
            assert take_log(curator, opened.conn, lines, other_key) == expected
            curator.finish()
            opened.conn.execute("commit")
    assert [name for name, *_ in query(path, COUNTS)] == ["J. Sommer", "Jo Sommer", "Lee the Younger"]
    assert list(check(path)) == []


def test_suggestions_have_evidence(people, correct):
    conn = open_for_reading(people)
    found = {(one.one.name, one.into.name): one for one in suggest(conn)}
    assert set(found) == {("J. Sommer", "Jo Sommer"), ("HWU", "Harbour Workers Union")}
    union = found["HWU", "Harbour Workers Union"]
    assert (union.reason, union.together, union.shared) == ("initials of Harbour Workers Union", 0, 1)
    assert [one.one.name for one in suggest(conn, kind="person")] == ["J. Sommer"]
    # What somebody merged and took apart again is not proposed again.
    correct(lambda curator: curator.merge(["J. Sommer"], "Jo Sommer"))
    correct(lambda curator: curator.undo(1))
    assert [one.one.name for one in suggest(conn)] == ["HWU"]


def test_lines_are_only_appended(people, correct, query):
    correct(lambda curator: curator.block(["Ann Lee"]))
    correct(lambda curator: curator.undo(1))
    correct(lambda curator: curator.undo(2))
    assert query(people, "select id, action, undoes from curation") == [
        (1, "block", None),
        (2, "undo", 1),
        (3, "undo", 2),
    ]
    assert [line.id for line in curation.state(open_for_reading(people)).lines] == [1]
    with pytest.raises(CannotCorrect, match="undone already"):
        correct(lambda curator: curator.undo(2))
