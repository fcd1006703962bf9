"""How an article is cited: what its page offers to copy, and what it tells programs that file it."""

import html
import json
import re
from urllib.parse import unquote

import pytest
from fixtures_web import ARTICLE, INFERRED, TRICKS, UNDATED, XSS, Get, getter, make_archive, make_site
from sqlite_utils import Database


@pytest.fixture(scope="module")
def get(tmp_path_factory: pytest.TempPathFactory) -> Get:
    path = make_archive(tmp_path_factory.mktemp("web") / "news.db")
    db = Database(path)
    db.table("authors").insert_all(
        {"id": key, "name": name, "kind": "person"} for key, name in ((1, "Lena Fisk"), (2, "Bo & Co"))
    )
    for place, author in enumerate((1, 2)):
        db.table("article_authors").insert({"article_id": ARTICLE, "author_id": author, "position": place})
    assert db.conn
    db.conn.commit()
    db.conn.close()
    return getter(make_site(path))


def tags(text: str) -> list[tuple[str, str]]:
    found = re.findall(r'<meta (?:name|property)="([^"]+)" content="([^"]*)">', text)
    return [(name, html.unescape(content)) for name, content in found]


def data(text: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(
        re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.S)[0]
    )
    return found


def test_a_reference_to_copy(get: Get) -> None:
    text = html.unescape(get(f"/news/articles/{ARTICLE}").text)
    assert (
        "Lena Fisk and Bo & Co, “Port workers vote for a strike”, Northshore Herald, 1 January 2025, "
        "https://northshore.example/0" in text
    )
    assert "  author = {Lena Fisk and Bo \\& Co}," in text
    assert "TY  - NEWS" in text


def test_references_to_keep(get: Get) -> None:
    text = get(f"/news/articles/{ARTICLE}").text
    bib, ris = re.findall(r'href="data:[^,]+,([^"]+)" download="([^"]+)"', text)
    assert bib[1] == f"article-{ARTICLE}.bib"
    assert unquote(bib[0]).startswith("@article{northshoreherald-")
    assert unquote(ris[0]).splitlines()[1:3] == ["AU  - Lena Fisk", "AU  - Bo & Co"]


def test_tags_for_programs(get: Get) -> None:
    found = tags(get(f"/news/articles/{ARTICLE}").text)
    for tag in [
        ("citation_title", "Port workers vote for a strike"),
        ("citation_author", "Lena Fisk"),
        ("citation_author", "Bo & Co"),
        ("citation_publication_date", "2025/01/01"),
        ("citation_journal_title", "Northshore Herald"),
        ("citation_language", "en"),
        ("DC.title", "Port workers vote for a strike"),
        ("DC.creator", "Lena Fisk"),
        ("DC.date", "2025-01-01"),
        ("DC.publisher", "Northshore Herald"),
        ("DC.language", "en"),
        ("og:type", "article"),
        ("og:title", "Port workers vote for a strike"),
        ("og:url", "https://northshore.example/0"),
        ("og:site_name", "Northshore Herald"),
        ("article:published_time", "2025-01-01"),
    ]:
        assert tag in found


def test_the_page_at_the_outlet_is_the_article_s_own(get: Get) -> None:
    canonical = '<link rel="canonical" href="https://northshore.example/0">'
    assert canonical in get(f"/news/articles/{ARTICLE}").text
    text = get(f"/news/articles/{TRICKS}").text
    assert 'rel="canonical"' not in text
    assert "og:url" not in dict(tags(text))


def test_linked_data(get: Get) -> None:
    found = data(get(f"/news/articles/{ARTICLE}").text)
    assert found["@type"] == "NewsArticle"
    assert found["author"] == [
        {"@type": "Person", "name": "Lena Fisk"},
        {"@type": "Person", "name": "Bo & Co"},
    ]
    assert found["publisher"] == {"@type": "Organization", "name": "Northshore Herald"}
    assert data(get(f"/news/articles/{INFERRED}").text)["author"] == [
        {"@type": "Organization", "name": "Reuters"}
    ]


def test_what_is_not_known_is_left_out(get: Get) -> None:
    text = get(f"/news/articles/{UNDATED}").text
    names = {name for name, _ in tags(text)}
    assert not names & {"citation_publication_date", "DC.date", "article:published_time", "citation_author"}
    assert "datePublished" not in data(text)


def test_no_text_ends_the_script(get: Get) -> None:
    text = get(f"/news/articles/{TRICKS}").text
    assert XSS not in text
    assert data(text)["headline"] == f"{XSS} & other tricks"
    assert "url" not in data(text)
    assert "javascript:" not in text[text.index('id="cite"') :]


def test_other_pages_have_no_such_tags(get: Get) -> None:
    assert not [name for name, _ in tags(get("/news/entities/1").text) if name.startswith("citation")]
