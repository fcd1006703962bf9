"""Readers: what markup and records become, and what must fail with a reason."""

import gzip
import json
import time

import pytest

from ingest.formats import record_split, text
from ingest.formats.html import hostile
from ingest.model import Document, RawFile
from ingest.pipeline import documents

LEDE = "The council voted on Monday to close the old bridge for three years after divers found a hole."
SECOND = "Drivers will have to go round by Wexmoor, which takes forty minutes when the ferry is full."


def read(data: bytes, path: str = "x") -> list[Document]:
    return documents(RawFile(path, data), entities=False)


def page(**parts: str) -> bytes:
    return (
        f"<html lang=en><head><title>Old bridge shut - The Gazette</title>{parts.get('head', '')}</head>"
        "<body><nav><a href=/>Home</a> <a href=/news>News</a></nav><main><article><h1>Old bridge shut</h1>"
        f"<p>{LEDE}</p><p>{SECOND}</p>{parts.get('body', '')}</article></main>"
        "<footer>About us</footer></body></html>"
    ).encode()


def test_torn_sentences_are_joined() -> None:
    draft = text.read("The council of\nHavenport\nvoted on Monday to shut the bridge.\nIt opens in May.")
    assert [line.text for line in draft.lines] == [
        "The council of Havenport voted on Monday to shut the bridge.",
        "It opens in May.",
    ]


def test_menus_are_not_joined() -> None:
    draft = text.read("Home\nNews\nSport\nBridge shut for three years")
    assert len(draft.lines) == 4


def test_hard_wrapped_mail_is_unwrapped() -> None:
    wrapped = "\n\n".join(
        "\n".join([LEDE[:60].rsplit(" ", 1)[0], LEDE[len(LEDE[:60].rsplit(" ", 1)[0]) + 1 :]])
        for _ in range(8)
    )
    assert {line.text for line in text.read(wrapped).lines} == {LEDE}


def test_a_page_keeps_its_navigation_beside_the_body() -> None:
    [document] = read(page())
    assert document.article is not None
    assert document.article.paragraphs == (LEDE, SECOND)
    assert document.article.headline == "Old bridge shut"
    assert {block.text for _, block in document.article.removed} >= {
        "Home News",
        "About us",
        "Old bridge shut",
    }


def test_the_content_decides_not_the_name() -> None:
    [document] = read(page(), "story.txt")
    assert document.media_type == "text/html"
    [packed] = read(gzip.compress(page()), "story.bin")
    assert packed.media_type == "text/html"


def test_json_ld_beats_guesses() -> None:
    data = {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "WebPage", "name": "x"},
            {
                "@type": "NewsArticle",
                "headline": "Old bridge shut",
                "datePublished": "2025-05-12T14:30:00+01:00",
                "dateModified": "2025-05-13T09:00:00+01:00",
                "author": [{"@type": "Person", "name": "Jane Doe"}, {"name": "https://gazette.example/jane"}],
                "publisher": {"name": "The Gazette"},
            },
        ],
    }
    [document] = read(page(head=f'<script type="application/ld+json">{json.dumps(data)}</script>'))
    article = document.article
    assert article is not None
    assert article.published is not None
    assert article.updated is not None
    assert (article.published.at, article.updated.on) == ("2025-05-12T13:30:00Z", "2025-05-13")
    assert [author.name for author in article.authors] == ["Jane Doe"]
    assert article.outlet == "The Gazette"


@pytest.mark.parametrize("broken", ["{", "[[[[", '{"@type": "NewsArticle", "headline": 3}', "[" * 5000])
def test_broken_json_ld_harms_nobody(broken: str) -> None:
    [document] = read(page(head=f'<script type="application/ld+json">{broken}</script>'))
    assert document.article is not None


def test_a_tag_with_endless_attributes_is_refused() -> None:
    attack = b"<p " + b" ".join(b"a%d=1" % i for i in range(40_000)) + b">"
    assert hostile(attack)
    [document] = read(page(body=attack.decode()))
    assert document.error == "hostile markup"


def test_a_picture_in_its_own_address_is_no_attack() -> None:
    assert hostile(page(body=f'<img src="data:image/png;base64,{"A" * 500_000}==">')) is None


def test_deep_nesting_does_not_swallow_the_text() -> None:
    [document] = read(page(body="<div>" * 2000 + "x" + "</div>" * 2000))
    assert document.article is not None
    assert LEDE in document.article.body


BODY = f"{LEDE}\n\n{SECOND}"
TITLE = "Old bridge shut"
THIRD = "The mayor, who had promised to keep it open, did not answer calls on Tuesday evening."
BODY3 = f"{LEDE}\n\n{SECOND}\n\n{THIRD}"
DAY = "2025-05-12"


@pytest.mark.parametrize(
    "record",
    [
        {"headline": TITLE, "body": BODY, "published": DAY, "outlet": "The Gazette"},
        {"title": TITLE, "maintext": BODY, "date_publish": f"{DAY} 00:00:00", "source_domain": "x.example"},
        {"@type": "NewsArticle", "headline": TITLE, "articleBody": BODY, "datePublished": DAY},
        {
            "title": TITLE,
            "body": {"summary": [], "sections": [{"headline": [], "paragraphs": [LEDE, SECOND]}]},
            "publishing_date": DAY,
        },
    ],
    ids=["columns", "news-please", "schema.org", "fundus"],
)
def test_records_of_every_style(record: dict[str, object]) -> None:
    [document] = read(json.dumps(record).encode())
    article = document.article
    assert article is not None
    assert (article.headline, article.paragraphs) == ("Old bridge shut", (LEDE, SECOND))
    assert article.published is not None
    assert article.published.on == "2025-05-12"


@pytest.mark.parametrize(
    "record",
    [
        {"body": [LEDE, {"type": "paragraph", "text": SECOND}, THIRD]},
        {"body": [{"type": "p", "content": one} for one in (LEDE, SECOND, THIRD)], "text": "Other words."},
        {"body": [{"type": "image", "url": "https://x.example/a.jpg"}, {"n": 1}], "text": BODY3},
        {"body": "", "content": f"<p>{LEDE}</p>\n<p>{SECOND}</p><p class='a'>{THIRD}</p>"},
        {"content": f"{LEDE}<br><br>{SECOND}<br/><br/>{THIRD}"},
        {"title": {"rendered": "x"}, "content": {"rendered": f"<p>{LEDE}</p><p>{SECOND}</p><p>{THIRD}</p>"}},
        {"body": {"blocks": 1, "data": [{"data": {"text": one}} for one in (LEDE, SECOND, THIRD)]}},
        {"body": [{"children": [{"text": LEDE[:9]}, {"text": LEDE[9:], "bold": True}]}, SECOND, THIRD]},
        {"body": BODY3, "articles": [{"title": "Other", "url": "https://x.example/other"}]},
        {"body": BODY3, "articles": ["https://x.example/other"]},
    ],
)
def test_a_body_is_read_whole_however_it_is_stored(record: dict[str, object]) -> None:
    [document] = read(json.dumps({"headline": TITLE, **record}).encode())
    assert document.article is not None
    assert document.article.paragraphs == (LEDE, SECOND, THIRD)


def test_a_body_that_tells_of_markup_is_no_page() -> None:
    text = f"{LEDE} He wrote a <b> and 3 < 4 > 2.\n\n{SECOND}"
    [document] = read(json.dumps({"headline": TITLE, "body": text}).encode())
    assert document.article is not None
    assert document.article.body == text


def test_a_bad_record_does_not_harm_its_neighbours() -> None:
    good = json.dumps({"headline": "Old bridge shut", "body": LEDE})
    found = read(
        f'{good}\n{{"headline": \n"just a string"\n{{"headline": "No text"}}\n{good[:-1]}, "url": "https://x.example/2"}}\n'.encode(),
        "wire.jsonl",
    )
    assert [(document.path, document.error) for document in found] == [
        ("wire.jsonl#1", None),
        ("wire.jsonl#2", "bad record"),
        ("wire.jsonl#3", "bad record"),
        ("wire.jsonl#4", "bad record"),
        ("wire.jsonl#5", None),
    ]


GOOD = [{"headline": f"Quay {n} is shut", "body": f"{LEDE} {n}", "tags": [{"id": n}]} for n in range(9)]
PRETTY, DENSE, ROWS = json.dumps(GOOD, indent=1), json.dumps(GOOD), "\n".join(map(json.dumps, GOOD))


@pytest.mark.parametrize(
    ("text", "bad"),
    [
        (PRETTY[:-3] + "},\n]", 0),
        (PRETTY.replace("Quay 5 is", "Quay 5\tis"), 0),
        (DENSE.replace("Quay 5 is", "Quay 5\tis"), 0),
        (DENSE.replace('{"id": 5}', '{"id": ' + "5" * 5_000 + "}"), 0),
        (DENSE.replace("}, {", "} {"), 0),
        ("".join(json.dumps(one, indent=1) for one in GOOD), 0),
        (ROWS.replace("\n", ""), 0),
        (ROWS.replace("Quay 5 is", "Quay 5\tis"), 0),
        (DENSE[:-40], 1),
        (PRETTY[:-60], 1),
        ("[\n" + DENSE[1:-40], 1),
        (DENSE.replace("Quay 5 is", 'Quay 5" is'), 1),
        (DENSE.replace("Quay 5 is", 'Quay 5" "is'), 1),
        (DENSE.replace('{"headline": "Quay 5', '{"headline: "Quay 5'), 1),
        (DENSE.replace('5", "tags"', '5, "tags"'), 1),
        (DENSE.replace('{"id": 5}', '{"id": ' + "[" * 100_000 + "]" * 100_000 + "}"), 1),
        (DENSE.replace('{"id": 5}', '{"id": }'), 1),
        (DENSE.replace('{"headline": "Quay 0', '{headline: "Quay 0'), 1),
        (
            '{"status": "ok", "totalResults": 9, "articles": ' + DENSE.replace('{"id": 5}', '{"id" 5}') + "}",
            1,
        ),
        (ROWS[30:], 1),
        ("# export of 2025\n" + ROWS, 1),
        ("null\n" + ROWS, 1),
        (ROWS.replace('{"headline": "Quay 0', '{ "headline: "Quay 0'), 1),
    ],
)
@pytest.mark.parametrize("name", ["wire.json", "wire.jsonl", "wire.txt"])
def test_what_is_broken_costs_one_record_of_a_file(text: str, bad: int, name: str) -> None:
    found = read(text.encode(), name)
    assert [one.error for one in found if one.error] == ["bad record"] * bad
    filed = [one.article.headline for one in found if one.article]
    assert filed == [one["headline"] for one in GOOD if one["headline"] in {*filed}]
    assert 9 - bad <= len(filed) <= 9
    assert len({one.sha256 for one in found}) == len(found)


def test_a_broken_list_is_known_again_once_it_is_whole() -> None:
    whole, broken = read(DENSE.encode()), read(DENSE.replace('{"id": 5}', '{"id" 5}').encode())
    assert [one.sha256 for one in whole[:5]] == [one.sha256 for one in broken[:5]]
    assert whole[6:] == broken[6:]


@pytest.mark.parametrize(
    "piece",
    [
        '{"a":',
        '{"a":"',
        '{"a":"b {"a":',
        '{"a":1,',
        '{"a" ',
        '{"a":[1,{"a":',
        "[{",
        '{"a":1}, {"',
        '{"a":"\\"',
    ],
)
@pytest.mark.parametrize("opening", ["[", '[{"a": 1},', "[[[[", '{"articles": [', ""])
def test_broken_records_take_linear_time(piece: str, opening: str) -> None:
    """A search that began anew at every bracket would take minutes."""
    text = opening + '{"a": x' + piece * (600_000 // len(piece))
    start = time.process_time()
    list(record_split.split(text))
    assert time.process_time() - start < 15


def test_brackets_do_not_make_json() -> None:
    assert not record_split.is_json("[Reuters] The bridge is shut.")


MAIL = "Subject: Bridge\nDate: Mon, 6 Jan 2025 10:00:00 +0000\nMIME-Version: 1.0\nContent-Type: "
TABLE = "id,headline,body\n" + "".join(f'{n},"Quay {n}, shut","{LEDE}\n\n{SECOND}"\n' for n in range(9))
FORMATS = {
    "an archive of web pages (WARC)": f"WARC/1.0\r\nWARC-Type: response\r\n\r\n<p>{LEDE}",
    "a mailbox (mbox)": f"From MAILER Mon Jan  1 00:00:00 2025\n{MAIL}text/plain\n\n{LEDE}\n",
    "an e-mail": f"{MAIL}text/html;\n charset=utf-8\n\n<p>{LEDE}</p>",
    "a page with its pictures (MHTML)": f'{MAIL}multipart/related; type="text/html"\n\n<p>{LEDE}</p>',
    "a feed (RSS or Atom)": f"<?xml version='1.0'?>\n<!-- a -->\n<rss><description>{LEDE}</description>",
    "rich text (RTF)": rf"{{\rtf1\ansi\deff0 {LEDE}\par {SECOND}\par}}",
    "a table (CSV)": TABLE,
}


@pytest.mark.parametrize("name", FORMATS)
def test_other_formats_are_told(name: str) -> None:
    """A mailbox is not an article of raw source."""
    for data in (FORMATS[name].encode(), ("\ufeff" + FORMATS[name]).encode("utf-16-le")):
        [document] = read(data)
        assert (document.error, document.detail) == ("another format", name)


@pytest.mark.parametrize(
    "text",
    [
        f"From: the council\nTo: the press\nSubject: Bridge\nDate: 6 May\n\n{LEDE}\n\n{SECOND}",
        f"Title, date, place\n\n{LEDE}\n\n{SECOND}",
        f"From Havenport at 10:00\nBy: Ann Lee\n\n{LEDE}\n\n{SECOND}",
        f"<!doctype html><rss>no</rss><article><h1>Bridge</h1><p>{LEDE}</p><p>{SECOND}</p></article>",
    ],
)
def test_texts_that_look_like_other_formats_are_filed(text: str) -> None:
    [document] = read(text.encode())
    assert document.article is not None


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"%PDF-1.7", "binary"),
        (b"\x1f\x8b broken", "binary"),
        (b"Home\nNews\nSport\nAbout us", "no article text"),
        (b"\x00\x00\x00\x00", "binary"),
        ("\u200b\u00a0\n".encode(), "empty"),
        (b"<html><body></body></html>", "no article text"),
    ],
)
def test_what_is_no_article_fails_with_its_reason(data: bytes, error: str) -> None:
    [document] = read(data)
    assert document.error == error


@pytest.mark.parametrize(
    "piece", [b"[", b"![](", b"*", b"_a", b"<", b'"', b"By ", b"( ", b"1 ", b"https://a/"]
)
def test_no_pattern_takes_more_than_linear_time(piece: bytes) -> None:
    """Generous: a quadratic pattern takes minutes where a linear one takes a tenth of a second."""
    start = time.process_time()
    read(piece * (100_000 // len(piece)))
    assert time.process_time() - start < 15


def test_a_bomb_is_unpacked_no_further_than_its_limit() -> None:
    [document] = read(gzip.compress(b"0" * 60_000_000))
    assert document.error == "too large"
