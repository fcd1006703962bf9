"""Quotes marked in the text of an article, with their speakers."""

import re
from pathlib import Path

import pytest
from fixtures_web import ARTICLE, TRICKS, XSS, Get, getter, make_archive, make_site
from markupsafe import Markup
from sqlite_utils import Database

from web.article_text import names, said
from web.layers import paragraphs


@pytest.fixture(scope="module")
def get(tmp_path_factory: pytest.TempPathFactory) -> Get:
    path = make_archive(tmp_path_factory.mktemp("web") / "news.db")
    db = Database(path)
    body = str(next(db.query("select body from articles where id = ?", [ARTICLE]))["body"])
    reported, unknown = body.index("voted"), body.index("Tom")
    quote = {"article_id": ARTICLE, "speaker_id": None, "speaker_start": None, "verb": None}
    db.table("quotes").insert(quote | {"start": reported, "end": reported + 5, "kind": "indirect"})
    db.table("quotes").insert(quote | {"start": unknown, "end": unknown + 16, "kind": "direct"})
    assert db.conn
    db.conn.commit()
    db.conn.close()
    return getter(make_site(path))


def test_quotes_have_their_speakers(get: Get) -> None:
    text = get(f"/news/articles/{ARTICLE}").text
    assert '<span class="said" id="said2" title="Tom O’Hara">the offer was worth nothing</span>' in text
    assert '<a class="n" href="#said2" aria-label="2, in the text">2</a> <a href="/news/entities/2">' in text


def test_each_quote_leads_to_its_speaker_in_the_list(get: Get) -> None:
    text = get(f"/news/articles/{ARTICLE}").text
    assert 'nothing</span><a class="who" href="#who2" aria-label="2, Tom O’Hara">2</a>' in text
    assert "<details open><summary>Who says what: 2 quotes" in text
    assert '<dt id="who2">' in text
    assert 'class="who"' not in get(f"/news/articles/{ARTICLE}?version=2").text


def test_names_stay_links_in_quotes(get: Get) -> None:
    text = get(f"/news/articles/{ARTICLE}").text
    assert (
        '<span class="said" id="said1" title="speaker not told">'
        '<a class="name person" href="/news/entities/2">Tom O’Hara</a>, who ' in text
    )


def test_only_direct_speech(get: Get) -> None:
    assert len(re.findall(r'class="said"', get(f"/news/articles/{ARTICLE}").text)) == 2


def test_words_are_marked_in_quotes(get: Get) -> None:
    text = get(f"/news/articles/{ARTICLE}?q=offer").text
    assert re.search(
        r'title="Tom O’Hara">the <span class="step" id="m2">.*?</span></span><mark>offer</mark> was', text
    )


def test_a_version_has_no_quotes(get: Get) -> None:
    text = get(f"/news/articles/{ARTICLE}?version=2").text
    assert 'class="said"' not in text
    assert "#said" not in text


def test_speakers_are_text(get: Get) -> None:
    text = get(f"/news/articles/{TRICKS}").text
    assert 'title="&lt;b&gt;Bold&lt;/b&gt; Bank"' in text
    assert XSS not in text


def test_a_quote_over_paragraphs_and_half_a_name() -> None:
    quote = {"start": 4, "end": 13, "speaker": None}
    name = {"start": 0, "end": 6, "entity_id": 1, "kind": "person"}
    assert paragraphs("Ada Lund.\n\nTwo, she said.", [said([quote]), names([name], str)]) == [
        Markup(
            '<a class="name person" href="1">Ada </a><span class="said" id="said1" title="speaker not told">'
            '<a class="name person" href="1">Lu</a>nd.</span>'
        ),
        Markup(
            '<span class="said" title="speaker not told">Tw</span>'
            '<a class="who" href="#who1" aria-label="1, speaker not told">1</a>o, she said.'
        ),
    ]


def test_foreign_headlines_in_lists_say_their_language(tmp_path: Path) -> None:
    get = getter(make_site(make_archive(tmp_path / "news.db", copies=2)))
    for page in ("/", "/search?q=budget", "/news/articles", "/news/outlets/2", "/news/entities/5"):
        text = get(page).text
        assert re.search(r'<h[23] dir="auto" lang="fr"><a [^>]*>&lt;script', text), page
        assert re.search(r'<h[23] dir="auto"><a ', text) or page == "/news/entities/5", page
