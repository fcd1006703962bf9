"""The values that a field could have had are kept, bounded, replaced with their article and shown."""

from db.rows import CANDIDATES
from ingest.model import Candidate
from morgue.archive import Archive
from morgue.explanation import lines

RIVALS = (
    Candidate("headline", "The bridge", "h1", "the page's h1", 0.3),
    Candidate("headline", "Bridge opens", "title", "the page's title", 0.6, True),
    Candidate("headline", "Home", "menu", "first line", None),
    Candidate("published", "2025-02-13", "stamp", "13 February", 0.9),
)
ROWS = "select field, position, value, rule, evidence, score, chosen from field_candidates order by 1, 2"


def test_rivals_are_kept_with_their_article(make, file_in, query, tmp_path):
    file_in([make(headline="Bridge opens", candidates=RIVALS)])
    path = tmp_path / "news.db"
    assert query(path, ROWS) == [
        ("headline", 0, "Bridge opens", "title", "the page's title", 0.6, 1),
        ("headline", 1, "The bridge", "h1", "the page's h1", 0.3, 0),
        ("headline", 2, "Home", "menu", "first line", None, 0),
        ("published", 0, "2025-02-13", "stamp", "13 February", 0.9, 0),
    ]
    with Archive(path) as archive:
        found = archive.article(query(path, "select id from articles")[0][0])
    assert [one["value"] for one in found["candidates"]][:2] == ["Bridge opens", "The bridge"]
    file_in([make("It is open again.", candidates=RIVALS[3:])])
    assert [row[0] for row in query(path, ROWS)] == ["published"]


def test_only_the_best_are_kept_and_the_chosen_one_is_among_them(make, file_in, query, tmp_path):
    many = [Candidate("section", str(i), "menu", "", i / 100) for i in range(50)]
    file_in([make(candidates=(*many, Candidate("section", "Ports", "path", "", 0.0, True)))])
    kept = [row[2] for row in query(tmp_path / "news.db", ROWS)]
    assert kept == ["Ports", *(str(49 - i) for i in range(CANDIDATES - 1))]


def test_explain_shows_rivals_under_their_field(make):
    shown = "\n".join(lines(make(headline="Bridge opens", candidates=RIVALS)))
    assert (
        "  headline: Bridge opens\n"
        "      * Bridge opens  [title] 0.60\n"
        "      - The bridge  [h1] 0.30\n"
        "      - Home  [menu]\n"
    ) in shown
    assert "  published: none of these\n      - 2025-02-13  [stamp] 0.90\n" in shown
