"""What an article’s page says beside the text: its authors, corrections, moment, copies and script."""

import asyncio
import re
import sqlite3
import threading
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from fixtures_web import ARTICLE, INFERRED, UNDATED, XSS, Get, getter, make_archive, make_site

from web.archive import Reader
from web.article_page import PARTS
from web.version_shown import shown

BO, LENA, TRICKY = 11, 12, 13
#: Notes by article: kind and text.
NOTES = {
    ARTICLE: [("correction", "The article’s first version named Sotheby's & Co."), ("update", "New words.")],
    INFERRED: [("retraction", "Talks on the budget in Eastmouth failed late on Friday.")],
}


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = make_archive(tmp_path_factory.mktemp("article") / "news.db")
    conn = sqlite3.connect(path)
    authors = ((BO, "Bo & Co"), (LENA, "Lena Fisk"), (TRICKY, XSS))
    conn.executemany("insert into authors (id, name, kind) values (?, ?, 'person')", authors)
    signed = ((ARTICLE, LENA, 0), (ARTICLE, BO, 1), (UNDATED, TRICKY, 0))
    conn.executemany("insert into article_authors (article_id, author_id, position) values (?, ?, ?)", signed)
    for article, notes in NOTES.items():
        conn.executemany(
            "insert into notes (article_id, position, kind, text) values (?, ?, ?, ?)",
            [(article, position, *note) for position, note in enumerate(notes)],
        )
    conn.commit()
    conn.close()
    return path


def head(text: str) -> str:
    """What stands above the body."""
    return text.partition("<article")[2].partition('<div class="body"')[0]


def test_a_byline_leads_to_its_authors_and_names_each_once(get: Get) -> None:
    text = head(get(f"/news/articles/{ARTICLE}").text)
    assert f'By <a href="/news/authors/{LENA}">Lena Fisk</a>' in text
    assert f'<a href="/news/authors/{BO}">Bo &amp; Co</a>' in text
    assert text.count("Lena Fisk") == 1


def test_authors_are_told_where_no_byline_was_printed(get: Get) -> None:
    text = get(f"/news/articles/{UNDATED}").text
    assert f'<a href="/news/authors/{TRICKY}">&lt;script&gt;' in head(text)
    assert XSS not in text
    assert f'href="/news/authors/{TRICKY}"' in head(get(f"/news/articles/{UNDATED}?version=2").text)
    assert f'href="/news/authors/{TRICKY}"' not in head(get(f"/news/articles/{UNDATED}?version=1").text)
    assert 'class="byline"' not in get(f"/news/articles/{INFERRED}").text


def test_an_outlet_leads_to_its_page(get: Get) -> None:
    assert 'href="/news/outlets/1"' in head(get(f"/news/articles/{ARTICLE}").text)


def test_a_correction_stands_above_the_text(get: Get) -> None:
    text = head(get(f"/news/articles/{ARTICLE}").text)
    assert (
        "<strong>Correction</strong></bdi> The article’s first version named Sotheby&#39;s &amp; Co." in text
    )
    assert "New words." not in text


def test_a_correction_within_the_text_is_told_above_it_too(get: Get) -> None:
    assert '<bdi lang="en"><strong>Retraction</strong></bdi> Talks on the budget' in head(
        get(f"/news/articles/{INFERRED}").text
    )


def test_an_older_version_tells_of_the_correction_and_the_newest_tells_it_once(get: Get) -> None:
    assert "Correction of the newest version" in head(get(f"/news/articles/{ARTICLE}?version=1").text)
    assert get(f"/news/articles/{ARTICLE}?version=2").text.count("named Sotheby") == 1


def test_versions_of_any_length_are_compared_in_time_off_the_loop(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "news.db"
    copy.write_bytes(path.read_bytes())
    conn = sqlite3.connect(copy)
    old, new = (" ".join(f"{word}{number}" for number in range(40_000)) for word in ("old", "new"))
    conn.execute("update versions set body = ? where article_id = ?", [old, ARTICLE])
    conn.execute("update articles set body = ? where id = ?", [new, ARTICLE])
    conn.commit()
    conn.close()
    get, threads = getter(make_site(copy)), []

    def comparing(*given: Any) -> Any:
        threads.append(threading.current_thread())
        return shown(*given)

    with patch("web.version_shown.shown", comparing):
        text = get(f"/news/articles/{ARTICLE}?version=2").text
    assert threads
    assert threading.main_thread() not in threads
    assert "the first 20,000 characters are compared" in text
    assert "new39999" not in text
    text = get(f"/news/articles/{ARTICLE}?version=1").text
    assert f'href="/news/versions/{ARTICLE},1">all of this version' in text
    assert "<del>" not in text.partition('<div class="body">')[2].partition("</div>")[0]


async def _read(reader: Reader) -> list[dict[str, Any]]:
    return (await reader.parts(PARTS, {"id": ARTICLE}))["versions"] or []


def test_an_article_is_shown_without_the_bodies_of_its_versions(path: Path) -> None:
    site = make_site(path)
    rows = asyncio.run(_read(Reader(site, site.get_database("news"), None)))
    assert [row["version"] for row in rows] == [1]
    assert "body" not in rows[0]


def test_a_moment_is_told_as_stated_and_in_utc(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "news.db"
    copy.write_bytes(path.read_bytes())
    conn = sqlite3.connect(copy)
    sql = "update articles set published_local = ?, published_at = ? where id = ?"
    conn.execute(sql, ["2025-01-01T00:15:00+02:00", "2024-12-31T22:15:00Z", ARTICLE])
    conn.execute(sql, ["2025-01-01T08:15:00Z", "2025-01-01T08:15:00Z", INFERRED])
    conn.commit()
    conn.close()
    get = getter(make_site(copy))
    told = '">1 January 2025, 00:15 (+02:00)</time>, 31 December 2024, 22:15 UTC'
    assert told in get(f"/news/articles/{ARTICLE}").text
    assert ">1 January 2025, 08:15 UTC</time>\n" in get(f"/news/articles/{INFERRED}").text


def test_every_text_of_an_article_runs_in_its_own_direction(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "news.db"
    copy.write_bytes(path.read_bytes())
    conn = sqlite3.connect(copy)
    sql = """update articles set headline = 'שלום', title = 'שלום', standfirst = 'עיר', body = 'נמל',
        byline = 'דנה', language = 'he', section = 'ספורט' where id = ?"""
    conn.execute(sql, [ARTICLE])
    conn.execute("update versions set headline = 'ישן', body = 'ישן מאד' where article_id = ?", [ARTICLE])
    conn.commit()
    conn.close()
    get = getter(make_site(copy))
    for address in ("", "?version=1", "?version=2", "?removed=1"):
        text = get(f"/news/articles/{ARTICLE}{address}").text
        article = text.partition("<article")[2].partition("</article>")[0]
        undirected = [
            tag
            for tag in re.findall(r"<(?:h1|p)[^>]*>(?=[^<]*(?:<(?:ins|del)>)?[א-ת])", article)
            if "dir=" not in tag
        ]
        assert not undirected, address
        assert 'dir="auto">' in text.partition('id="versions"')[2]
    like = text.partition("More like this")[2].partition("</section>")[0]
    assert like.count('" dir="auto">') == like.count("<li>")


def test_a_note_that_says_what_it_is_gets_no_label(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "news.db"
    copy.write_bytes(path.read_bytes())
    conn = sqlite3.connect(copy)
    conn.execute("update notes set text = 'Correction: the other port.' where kind = 'correction'")
    conn.commit()
    conn.close()
    text = head(getter(make_site(copy))(f"/news/articles/{ARTICLE}").text)
    assert 'dir="auto">Correction: the other port.' in text
