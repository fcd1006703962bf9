"""Fields of whole dumps: candidates kept, headlines inside lines, bylines over lines, the outlet's zone."""

import pytest

from ingest import pipeline
from ingest.cleaning import headline_parts
from ingest.fields import author_features, date_features, dates, day_order, zones
from ingest.found import MOST, Fields
from ingest.model import Article, Author, Block, RawFile

BODY = """The council of Marlow voted on Monday to repair the old ferry landing before the winter storms.

Workers will drive forty new piles into the river bed, and the ferry will stop for nine weeks, it said.

"We have waited for this since the flood," said Ada Penn, who has run the ticket office for thirty years.

The work costs two million crowns, half of which the county pays. It begins in the second week of August.
"""


def article(text: str) -> Article:
    [document] = pipeline.documents(RawFile("a.txt", text.encode()), entities=False)
    assert document.article
    return document.article


DUMP = f"""Marlow votes to repair its ferry landing

By Jane Doe

Published 12 May 2024, 14:30

{BODY}
"""


def test_the_chosen_values_are_candidates_with_a_likelihood() -> None:
    found = article(DUMP)
    chosen = {one.field: one for one in found.candidates if one.chosen}
    assert found.published
    assert chosen["published"].value == found.published.local
    assert chosen["authors"].value == "Jane Doe"
    assert all(0 < (chosen[name].score or 0) <= 1 for name in ("published", "authors"))


def test_a_value_that_loses_against_the_metadata_is_kept() -> None:
    found = Fields()
    found.set("published", "2024-05-12", "metadata", "a")
    found.set("published", "2024-05-13", "stated", "b")
    found.weigh("published", [("2024-05-13", 0.25, "likely-stamp", "b"), ("2024-05-13", 0.5, "x", "c")])
    assert [(one.value, one.score, one.chosen) for one in found.candidates()] == [
        ("2024-05-12", None, True),
        ("2024-05-13", 0.75, False),
    ]


def test_a_field_has_few_candidates_and_short_evidence() -> None:
    found = Fields()
    found.weigh("headline", [(f"Headline {i}", 0.1, "x", "y" * 900) for i in range(30)])
    kept = found.candidates()
    assert len(kept) == MOST
    assert all(len(one.evidence) <= 200 for one in kept)


def test_names_in_lines_of_their_own_are_one_byline() -> None:
    blocks = [Block("boilerplate", "Jane Doe", "x"), Block("boilerplate", "Peter Roe", "x")]
    joined = [one for one in author_features.page(blocks).found if one.lines == 2]
    assert [one.authors for one in joined] == [(Author("Jane Doe"), Author("Peter Roe"))]


def test_a_picture_credit_joins_no_byline() -> None:
    blocks = [Block("boilerplate", "Jane Doe", "x"), Block("boilerplate", "Photo: Peter Roe", "x")]
    assert all(one.lines == 1 for one in author_features.page(blocks).found)


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("Old landing closed for nine weeks | Marlow Times", "Old landing closed for nine weeks"),
        ("4. Old landing closed for nine weeks", "Old landing closed for nine weeks"),
        ("Old landing closed for nine weeks By Jane Doe", "Old landing closed for nine weeks"),
    ],
)
def test_a_headline_is_cut_out_of_its_line(line: str, part: str) -> None:
    assert part in {text for _, text in headline_parts.cut(line)}


def test_a_plain_headline_has_no_parts() -> None:
    assert headline_parts.cut("Well-known ferry landing closed") == ()


@pytest.mark.xfail(strict=True, reason="known failure: a kicker before a colon is not told from a headline")
def test_a_kicker_is_cut_off() -> None:
    parts = {text for _, text in headline_parts.cut("Ferry dispute: Marlow votes to repair the landing")}
    assert "Marlow votes to repair the landing" in parts


def test_a_time_without_zone_is_the_outlets() -> None:
    [stamp] = dates.stamps("2025-02-13 08:28")
    settled = dates.in_zone(stamp.moment, zones.of_country("CN") or "")
    assert settled
    assert (settled.at, settled.local) == ("2025-02-13T00:28:00Z", "2025-02-13T08:28:00")


@pytest.mark.parametrize("text", ["2025-02-13", "2025-02-13T08:28:00+01:00"])
def test_a_day_or_a_time_with_an_offset_is_left_alone(text: str) -> None:
    [stamp] = dates.stamps(text.replace("T", " ").replace("+01:00", " +01:00"))
    assert dates.in_zone(stamp.moment, "Asia/Shanghai") is None


def test_a_country_of_several_zones_settles_nothing() -> None:
    assert zones.of_country("US") is None


def test_the_language_tells_the_order_of_day_and_month() -> None:
    assert day_order.is_open(["07/10/2024 06:00"])
    assert not day_order.is_open(["27/10/2024 06:00"])
    assert day_order.of_language("es") is False


def test_of_one_day_the_stamp_that_is_of_no_change_is_taken() -> None:
    text = "Published 12 May 2024 Updated 12 May 2024"
    page = date_features.page([Block("timestamp", text, "x"), Block("paragraph", BODY, "x")], None)
    assert [one.changed for one in page.found] == [False, True]
    best = date_features.publication([(0.4, page.found[0]), (0.5, page.found[1])])
    assert best == page.found[0]


def test_the_day_of_the_only_change_is_inferred_for_publication() -> None:
    found = article(DUMP.replace("Published", "Updated"))
    assert found.published
    assert (found.published.local, found.published.source) == ("2024-05-12", "inferred")
    assert found.updated
    assert found.updated.local.startswith("2024-05-12T14:30")


def test_rivals_of_a_dumps_headline_are_kept():
    found = article("Marlow Echo\n\nTown\n\n" + DUMP)
    rivals = [one for one in found.candidates if one.field == "headline"]
    assert rivals[0].chosen
    assert rivals[0].value == found.headline == "Marlow votes to repair its ferry landing"
    assert all(one.score is not None for one in rivals)
