"""Sheets, links and logs: what goes out, what comes in, and that nothing changes by itself."""

import json
import sqlite3

from fixtures_people import COUNTS, rank

from db.archive import open_archive
from db.check import accept, check
from db.curator import Curator
from db.entity_reading import log
from db.entity_sheets import sheet, take_links, take_log, take_sheet
from db.sqlite import open_for_reading


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
    # it was not morgue that wrote this
    accept(people)
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
