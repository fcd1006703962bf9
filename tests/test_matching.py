"""Names over the whole archive: labelled pairs, and links that no order of the articles changes."""

import random
from pathlib import Path

import pytest

from bench.pairs import Case, cases, measure, merged
from db import linking
from db.archive import open_archive
from db.matching import NEEDED, Pair, evidence, one
from db.namesakes import namesakes
from db.sqlite import open_for_reading
from ingest.entities.facts import facts, known
from ingest.entities.likeness import block, lexicon, relation
from ingest.entities.names import fold, key
from morgue.curation import correct
from morgue.matching import language, settle

CASES = list(cases())
SEEN = [case for case in CASES if case.group != "known_failure"]
FAILING = [case for case in CASES if case.group == "known_failure"]


def name(case: Case) -> str:
    return f"{case.group}-{case.a}-{case.b}"


@pytest.mark.parametrize("case", SEEN, ids=name)
def test_pair(case: Case) -> None:
    assert merged(case) == case.same


@pytest.mark.parametrize("case", FAILING, ids=name)
@pytest.mark.xfail(strict=True, reason="known failure, see the case")
def test_known_failure(case: Case) -> None:
    assert case.around["why"]
    assert merged(case) == case.same


def test_pairs_are_many_and_half_of_them_stay_apart() -> None:
    assert len(CASES) >= 300
    assert 0.45 < sum(case.same for case in CASES) / len(CASES) < 0.55
    assert 0.25 < sum(case.held_out for case in CASES) / len(CASES) < 0.4
    assert measure([]) == {"precision": 1.0, "recall": 1.0}


def test_a_likeness_alone_never_merges() -> None:
    assert not any(one(Pair(rule, 9, 9)) for rule in NEEDED)
    assert all(evidence(Pair(rule, 9, 9)) for rule in NEEDED)


@pytest.mark.parametrize("case", [case for case in CASES if case.kind == "person"], ids=name)
def test_names_that_may_be_one_share_a_block(case: Case) -> None:
    short, long = key(case.a, "person"), key(case.b, "person")
    rule = relation("person", short, long)
    # "Pablo Iturralde Gomez": a longer name that ends in another surname is found by a person only.
    if rule and rule != "longer name":
        assert block("person", short) == block("person", long)


@pytest.mark.parametrize("rule", ["short", "spellings", "languages"])
def test_families_hold_folded_names(rule: str) -> None:
    for family in lexicon()[rule]:
        assert all(fold(given) == given for given in family)
        assert len(family) == len(set(family)) > 1


def test_of_two_given_names_one_must_be_the_full_one() -> None:
    assert relation("person", "bob diamond", "robert diamond") == "short form"
    assert relation("person", "bob diamond", "rob diamond") is None
    assert relation("person", "maria cano", "maria ciano") is None
    assert relation("person", "rb scott", "rick scott") is None
    assert relation("person", "john adams", "john quincy adams") is None
    assert relation("organisation", "washington university", "university of washington") is None


def test_places_stand_under_the_keys_of_today() -> None:
    assert [one for one in known() if key(one[1], one[0]) != one[1]] == []
    assert facts("place", key("Kiev", "place")) == (50.45, 30.52, "Q1899")
    assert facts("place", key("Georgia", "place")) is None
    assert facts("place", key("Cambridge", "place")) is None


HARBOUR = (("Harbour Trust", "organisation", "Harbour Trust"), ("Per Aas", "person", "Per Aas"))


def full(i: int) -> dict[str, object]:
    return {
        "text": f"Marta Lindqvist met Per Aas of the Harbour Trust in Kyiv, day {i}.",
        "path": f"full-{i}.txt",
        "names": (("Marta Lindqvist", "person", "Marta Lindqvist"), *HARBOUR, ("Kyiv", "place", "Kyiv")),
    }


def bare(i: int, names: tuple[tuple[str, str, str], ...] = HARBOUR) -> dict[str, object]:
    return {
        "text": f"Lindqvist met Per Aas of the Harbour Trust and Lex Orr, day {i}.",
        "path": f"bare-{i}.txt",
        "names": (("Lindqvist", "person", "Lindqvist"), *names),
    }


def other(i: int) -> dict[str, object]:
    return {
        "text": f"Jonas Lindqvist sang, day {i}.",
        "path": f"other-{i}.txt",
        "names": (("Jonas Lindqvist", "person", "Jonas Lindqvist"),),
    }


@pytest.fixture
def linked(make, tmp_path):
    """File articles in runs, each settled; the links."""

    def linked(*runs, name="news.db") -> list[linking.Same]:
        with open_archive(tmp_path / name) as archive:
            for articles in runs:
                with archive.run(key) as run:
                    for article in articles:
                        document = make(**article)
                        run.save(document.path, document.sha256, [document])
                settle(archive.conn)
            assert archive.conn.execute("select * from unmatched").fetchall() == []
            return list(linking.same(archive.conn))

    return linked


def test_a_surname_in_the_same_company_means_the_one_who_has_it(linked, query, tmp_path: Path) -> None:
    links = linked([full(1), full(2), full(3), bare(1)])
    assert [(one.key, one.into_key, one.rule) for one in links] == [
        ("lindqvist", "marta lindqvist", "surname")
    ]
    assert "2 telling" in links[0].evidence
    found = query(
        tmp_path / "news.db", "select latitude, longitude, wikidata_id from entities where key = 'kyiv'"
    )
    assert found == [(50.45, 30.52, "Q1899")]
    found = query(tmp_path / "news.db", "select name, means, rule from same_names")
    assert found == [("Lindqvist", "Marta Lindqvist", "surname")]


def test_a_surname_stays_alone_without_company_or_with_a_rival(linked) -> None:
    alone = bare(2, names=(("Lex Orr", "person", "Lex Orr"),))
    assert linked([full(1), full(2), alone], name="alone.db") == []
    assert linked([full(1), full(2), bare(1), other(1)], name="rival.db") == []
    assert linked([full(1), bare(1)], name="once.db") == []


def test_a_link_goes_where_somebody_merged_the_two_and_took_it_back(linked, tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    assert len(linked([full(1), full(2), bare(1)])) == 1
    correct(path, lambda curator: curator.merge(["Lindqvist"], "Marta Lindqvist"))
    correct(path, lambda curator: curator.undo(1))
    assert list(linking.same(open_for_reading(path))) == []


def test_who_becomes_famous_tells_no_more(linked, monkeypatch) -> None:
    monkeypatch.setattr(linking, "FAMOUS", 5)
    some = [full(1), full(2), bare(1)]
    later = [
        {
            "text": f"Per Aas of the Harbour Trust rested, day {i}.",
            "path": f"later-{i}.txt",
            "names": HARBOUR,
        }
        for i in range(3)
    ]
    assert len(linked(some, name="before.db")) == 1
    assert linked(some, later, name="after.db") == linked(some + later, name="at-once.db") == []


def test_a_link_goes_when_a_rival_comes(linked) -> None:
    assert linked([full(1), full(2), bare(1)], [other(1)]) == []


def test_those_who_stand_in_one_article_are_two(linked) -> None:
    def short(given: str, i: int) -> dict[str, object]:
        text = f"{given} Tanswell met Per Aas of the Harbour Trust, day {i}."
        return {
            "text": text,
            "path": f"{given}{i}.txt",
            "names": ((f"{given} Tanswell", "person", f"{given} Tanswell"), *HARBOUR),
        }

    both = {
        "text": "Joe Tanswell and his father Joseph Tanswell.",
        "path": "both.txt",
        "names": tuple((f"{one} Tanswell", "person", f"{one} Tanswell") for one in ("Joe", "Joseph")),
    }
    some = [short("Joe", 1), short("Joseph", 1), short("Joseph", 2)]
    assert [one.into_key for one in linked(some, name="one.db")] == ["joseph tanswell"]
    assert linked([*some, both], name="two.db") == []


def test_names_that_contradict_each_other_are_not_joined_by_a_third(linked) -> None:
    def ruiz(form: str, i: int) -> dict[str, object]:
        text = f"{form} met Per Aas of the Harbour Trust, day {i}."
        return {"text": text, "path": f"{form}{i}.txt", "names": ((form, "person", form), *HARBOUR)}

    some = [ruiz("Ana Ruiz", i) for i in range(3)]
    assert len(linked([*some, ruiz("Ana M. Ruiz", 1)], name="one.db")) == 1
    assert linked([*some, ruiz("Ana M. Ruiz", 1), ruiz("Ana L. Ruiz", 1)], name="two.db") == []


@pytest.mark.parametrize("seed", range(4))
def test_no_order_and_no_number_of_runs_changes_a_link(seed: int, linked) -> None:
    articles = [full(1), full(2), full(3), full(4), bare(1), bare(2), *map(other, range(seed % 2))]
    expected = linked(articles, name="once.db")
    shuffled = random.Random(seed).sample(articles, len(articles))
    cut = 1 + seed
    assert linked(shuffled[:cut], shuffled[cut:], name="twice.db") == expected


def test_what_was_not_compared_before_a_kill_is_compared_by_the_next_run(make, tmp_path) -> None:
    with open_archive(tmp_path / "news.db") as archive:
        with archive.run(key) as run:
            for article in (full(1), full(2), bare(1)):
                document = make(**article)
                run.save(document.path, document.sha256, [document])
        linking.settle(archive.conn, language(), stop=lambda: True)
        assert list(linking.same(archive.conn)) == []
        settle(archive.conn)
        assert len(list(linking.same(archive.conn))) == 1


def test_who_may_be_two_is_told(linked, tmp_path: Path) -> None:
    fox = [
        {
            "text": f"Tom Fox met {friend}, day {i}.",
            "path": f"{friend}{i}.txt",
            "names": (("Tom Fox", "person", "Tom Fox"), (friend, "person", friend)),
        }
        for friend in ("Leo Hart", "Una Shaw")
        for i in range(3)
    ]
    linked([full(1), bare(1), *fox])
    with open_archive(tmp_path / "news.db") as archive:
        found = list(namesakes(archive.conn, language()))
    assert [(one.name, [len(part) for part in one.parts]) for one in found] == [("Tom Fox", [3, 3])]
