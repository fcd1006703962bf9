"""An article whose every word is its own, among others, and a search for them in the bytes of the archive."""

import hashlib
import random
import zlib
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from ingest.model import Article, Author, Block, Candidate, Document, Evidence, Image, Mention, Moment, Quote

#: Each stands in one field of the article, and nowhere else; stems and folded letters too are looked for.
OWN = {
    "headline": "Zqavelin",
    "standfirst": "Xwombath",
    "body": "Qvistermol",
    "person": "Zzorbendahl",
    "alias": "Wqyrm",
    "place": "Xhulbeck",
    "author": "Vvandrupp",
    "agency": "Yqress",
    "editor": "Uxmond",
    "note": "Zhthrane",
    "dateline": "Jqvarnby",
    "section": "Kzlumfeld",
    "outlet": "Wxgazette",
    "url": "zyxslugword",
    "caption": "Ppqharbour",
    "credit": "Ggwimble",
    "removed": "Ttfolkway",
    "evidence": "Hhxmeta",
    "candidate": "Ffjsecond",
    "earlier": "Xxformerly",
    "earlier headline": "Ooldwhile",
    "unspaced": "鑫龘靐",
    "unspaced pair": "鑫龘",
    "phrase": "seven blue ladders leaned",
}
MONTHS = [f"2025-{month:02}" for month in range(1, 13)]


def document(
    tmp_path: Path, path: str, article: Article | None, content: bytes, detail: str = ""
) -> Document:
    full, sha256 = str(tmp_path / path), hashlib.sha256(content).hexdigest()
    return Document(
        full, sha256, "text/plain", "utf-8", content, article, None if article else "told", detail
    )


def target(tmp_path: Path, *, state: int = 2, path: str = "target.txt") -> Document:
    """The article, in its first or second state."""
    own = OWN
    word = own["earlier"] if state == 1 else own["body"]
    text = (
        f"{own['person']} of {own['place']} said that {word} would come, while {own['phrase']} on a wall. "
        f'"It is {word} for all of us," {own["person"]} said. {own["unspaced"]}'
    )
    start = text.index('"It') + 1
    people = [(own["person"], "person", f"{own['alias']} {own['person']}"), (own["place"], "place", None)]
    mentions = tuple(
        Mention(text.index(surface), text.index(surface) + len(surface), kind, surface, name or surface)
        for surface, kind, name in people
    )
    headline = own["earlier headline"] if state == 1 else own["headline"]
    article = Article(
        (
            Block("byline", f"By {own['author']}", "by"),
            Block("boilerplate", f"Read {own['removed']} daily", "rest"),
            Block("correction", f"Correction: {own['note']} was misspelled.", "note"),
            Block("paragraph", text, "rest"),
        ),
        headline=f"{headline} opens",
        standfirst=f"A {own['standfirst']} story",
        byline=f"By {own['author']}",
        authors=(Author(own["author"]),),
        agency=own["agency"],
        editor=own["editor"],
        dateline=own["dateline"],
        section=own["section"],
        outlet=own["outlet"],
        outlet_domain=f"{own['outlet'].lower()}.example",
        language="en",
        url=f"https://x.example/{own['url']}",
        published=Moment("2025-02-13T09:30:00Z", "2025-02-13T10:30+01:00", "minute", "stated"),
        updated=Moment(f"2025-02-13T1{state}:30:00Z", f"2025-02-13T1{state}:30Z", "minute", "stated"),
        images=(Image(f"https://x.example/{own['url']}.jpg", own["caption"], own["credit"]),),
        mentions=mentions,
        quotes=(Quote(start, text.index(',"', start), "direct", own["person"], 0, "say"),),
        evidence=(Evidence("headline", "metadata", own["evidence"]),),
        candidates=(Candidate("section", own["candidate"], "rule", own["evidence"], 0.2),),
    )
    noise = random.Random(state).randbytes(200).hex()
    return document(tmp_path, path, article, f"{headline} {text} {' '.join(own.values())} {noise}".encode())


def others(tmp_path: Path, number: int, seed: int = 1, first: int = 0) -> list[Document]:
    """Other articles, of many lengths and all months, so that rows lie before and behind the one."""
    chance, found = random.Random(seed), []
    words = [
        f"{a}{b}{c}" for a in ("ba", "ze", "xo", "wu", "qui", "vy") for b in "lmnrst" for c in ("a", "en")
    ]
    for i in range(first, first + number):
        text = " ".join(chance.choices(words, k=chance.randrange(20, 700))).capitalize() + f" number {i}."
        day = f"{chance.choice(MONTHS)}-{chance.randrange(1, 28):02}"
        at = Moment(f"{day}T08:00:00Z", f"{day}T08:00Z", "minute", "stated")
        article = Article(
            (Block("paragraph", text, "rest"),),
            headline=f"{chance.choice(words).title()} report {i}",
            outlet=f"Paper {i % 7}",
            section=chance.choice(["News", "Sport", "Zoo"]),
            url=f"https://paper{i % 7}.example/{chance.choice(words)}-{i}",
            language="en",
            published=at,
            authors=(Author(f"{chance.choice(words).title()} {chance.choice(words).title()}"),),
            mentions=(Mention(0, text.index(" "), "person", text.split(" ")[0], text.split(" ")[0]),),
        )
        found.append(document(tmp_path, f"others/{i:05}.txt", article, text.encode()))
    return found


def traces(path: Path, words: Iterable[str]) -> set[str]:
    """Which of these are in the bytes of an archive and what lies beside it, packed or not."""
    wanted = {
        word: {
            form.encode(code)
            for form in {word, word.lower(), word.upper()}
            for code in ("utf-8", "utf-16-le")
        }
        for word in words
    }
    found: set[str] = set()
    for file in sorted(path.parent.glob(f"*{path.name}*")):
        data = file.read_bytes()
        for piece in (data, *_inflated(data)):
            found |= {word for word, forms in wanted.items() if any(form in piece for form in forms)}
    return found


def _inflated(data: bytes) -> Iterable[bytes]:
    """What unpacks as zlib, from whatever place on."""
    for mark in (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda"):
        place = data.find(mark)
        while place >= 0:
            with suppress(zlib.error):
                yield zlib.decompressobj().decompress(data[place : place + 100_000])
            place = data.find(mark, place + 1)


def retold(document: Document, **fields: Any) -> Document:
    """The same document under another path or with other fields."""
    return replace(document, **fields)
