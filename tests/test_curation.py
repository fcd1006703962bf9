"""Corrections one by one, on an archive made by hand: what moves, what is refused, what comes back."""

import pytest
from fixtures_people import rank

from db import curation
from db.addressing import Finder
from db.archive import open_archive
from db.check import check
from db.errors import AmbiguousName, CannotCorrect, NoSuchEntity
from db.sqlite import open_for_reading
from db.suggestions import suggest


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
    # To somebody who is there, under whatever name people gave.
    correct(lambda curator: curator.rename("Jo Sommer", "Johanna"))
    correct(lambda curator: curator.split("Bruce Lee", "Lee", "Johanna"))
    assert rank(query, people)["Johanna", "person"] == 2
    assert ("Bruce Lee", "person") not in rank(query, people)
    correct(lambda curator: curator.undo(2, 3))
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


def test_a_father_and_his_son_are_not_proposed_as_one(make, file_in, tmp_path):
    foxes = ("Tom Fox Jr.", "Tom Fox", "T. Fox")
    file_in(
        [
            make(
                f"{fox} met Ann Lee.",
                f"{i}.txt",
                names=((fox, "person", fox), ("Ann Lee", "person", "Ann Lee")),
            )
            for i, fox in enumerate(foxes)
        ]
    )
    found = {
        frozenset((one.one.name, one.into.name)) for one in suggest(open_for_reading(tmp_path / "news.db"))
    }
    assert {"T. Fox", "Tom Fox"} in found
    assert {"Tom Fox Jr.", "Tom Fox"} not in found
