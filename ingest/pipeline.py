"""The order of the steps, written once::

bytes -> unpack -> decode -> read (text, HTML, records) -> label -> assemble -> tag -> resolve -> quotes
         RawFile              Draft                         Labelled  Article     mentions
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from ingest import databases, decode, errors
from ingest.assemble import assemble
from ingest.cleaning.headline import Hints
from ingest.cleaning.label import label
from ingest.fields import pictures
from ingest.formats import html, others, record_split, records
from ingest.formats import text as text_format
from ingest.model import Article, Document, Draft, Mention, Ner, RawFile
from ingest.outlets import learned as learning
from ingest.outlets import profiles
from ingest.outlets.learned import NOTHING, Learned
from ingest.sources import MAX_BYTES
from ingest.tidy import tidied
from ingest.unpack import GZIP_SIGN, gunzip

MARKUP = re.compile(
    r"<!doctype html|<html[\s>]|<head[\s>]|<body[\s>]|<article[\s>]|<(?:p|div|span|table)(?:\s[^<>]*)?>", re.I
)
#: How far into a file markup must begin.
HEAD = 20_000
#: A large page that yields less than this share of its visible text is a failure of the reader, not
#: a short article: parsers drop text in silence (250,000 bytes, 40 characters).
LARGE, LITTLE = 250_000, 40

#: The longest article seen has 1,400 lines, page furniture included; time grows with their number.
MAX_LINES = 20_000
#: The longest novels have three million characters; names are looked for in 1 s for each 400,000.
MAX_CHARACTERS = 3_000_000
#: Endings of files that hold a record a line, packed or not.
LINE_ENDINGS = (".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz")

#: After so many records that crash their reader a file is read no further: each costs all the time that a
#: document has, and that of the good ones before it once more.
MOST_CRASHES = 5
NO_RECORDS: Mapping[int, str] = MappingProxyType({})

HTML, TEXT, JSON_LINES, JSON = "text/html", "text/plain", "application/jsonl", "application/json"


def documents(
    raw: RawFile,
    *,
    entities: bool = True,
    ner: Ner = "fast",
    learned: Learned = NOTHING,
    before_each: Callable[[int], None] = lambda number: None,
    crashed: Mapping[int, str] = NO_RECORDS,
) -> list[Document]:
    """Every document of a file, each with its article or the reason why it has none. Never raises for
    what the bytes hold. ``ner`` tells who finds the names, ``learned`` what the archive knows of its outlets;
    ``before_each`` is called with 0 before the file is opened, and in a file of records with the number of
    each, from 1, before it is read. ``crashed`` tells why, by number, of records that are
    not to be read again.

    >>> [document] = documents(RawFile("a.txt", b"The bridge is shut."), entities=False)
    >>> document.article.body
    'The bridge is shut.'
    """
    before_each(0)
    # A document gets its names before the next one is read: who keeps its time has one clock for both.
    return [
        _with_mentions(document, ner) if entities else document
        for document in _documents(raw, learned, before_each, crashed)
    ]


def _documents(
    raw: RawFile, learned: Learned, before_each: Callable[[int], None], crashed: Mapping[int, str]
) -> Iterator[Document]:
    if kind := databases.told(_head(raw)):
        # Without a hash nothing of a file is kept but that it failed.
        error = errors.BinaryFile(raw.path, databases.not_kept(kind))
        yield _failed(Document(raw.path, "", "application/octet-stream", "", b""), error)
        return
    try:
        data = _unpacked(raw)
        if decode.is_binary(data):
            raise errors.BinaryFile(raw.path, f"begins with {data[:8]!r}")
        if hostile := html.hostile(data):
            raise errors.HostileMarkup(raw.path, hostile)
        decoded = decode.decode(data)
        if not decoded.text.strip():
            raise errors.EmptyFile(raw.path, "nothing printable in it")
    except errors.IngestError as error:
        yield _failed(Document(raw.path, raw.sha256, "application/octet-stream", "", raw.data), error)
        return
    if record_split.is_json(decoded.text):
        yield from _records(raw, decoded, learned, before_each, crashed)
        return
    media_type = HTML if MARKUP.search(decoded.text[:HEAD]) else TEXT
    document = Document(raw.path, raw.sha256, media_type, decoded.encoding, raw.data)
    try:
        if other := others.named(decoded.text):
            raise errors.OtherFormat(raw.path, other)
        yield replace(document, article=_article(raw.path, decoded.text, media_type, learned))
    except errors.IngestError as error:
        yield _failed(document, error)


def _head(raw: RawFile) -> bytes:
    """How a file begins, unpacked: enough to tell a database, also one that is cut off or too large."""
    if not raw.data.startswith(GZIP_SIGN):
        return raw.data
    try:
        return gunzip(raw.data, databases.HEAD_BYTES) or b""
    except ValueError:
        return b""


def _unpacked(raw: RawFile) -> bytes:
    if not raw.data.startswith(GZIP_SIGN):
        return raw.data
    try:
        data = gunzip(raw.data, MAX_BYTES + 1)
    except ValueError as error:
        raise errors.DamagedFile(raw.path, str(error)) from error
    if data is None or data.startswith(GZIP_SIGN):
        raise errors.BinaryFile(raw.path, "broken gzip" if data is None else "gzip inside gzip")
    if len(data) > MAX_BYTES:
        raise errors.FileTooLarge(raw.path, f"unpacks to over {MAX_BYTES:,} bytes")
    return data


def _records(
    raw: RawFile,
    decoded: decode.Decoded,
    learned: Learned,
    before_each: Callable[[int], None],
    crashed: Mapping[int, str],
) -> Iterator[Document]:
    split = list(record_split.split(decoded.text))
    # A file of lines may grow: its only record has the name and the hash that it keeps then.
    alone = len(split) == 1 and not raw.path.lower().endswith(LINE_ENDINGS)
    for number, (text, value) in enumerate(split, start=1):
        if not alone:
            before_each(number)
        content = raw.data if alone else text.encode("utf-8", "surrogatepass")
        document = Document(
            raw.path if alone else f"{raw.path}#{number}",
            raw.sha256 if alone else hashlib.sha256(content).hexdigest(),
            JSON if alone else JSON_LINES,
            decoded.encoding,
            content,
        )
        try:
            _skip_crashed(document.path, number, crashed)
            if isinstance(value, ValueError):
                raise errors.BadRecord(document.path, str(value))
            draft = _record(document.path, value)
            yield replace(document, article=_finish(document.path, draft, learned))
        except errors.IngestError as error:
            yield _failed(document, error)


def _skip_crashed(path: str, number: int, crashed: Mapping[int, str]) -> None:
    """Raise ReaderCrashed for a record that is not to be read (again)."""
    if number in crashed:
        raise errors.ReaderCrashed(path, crashed[number])
    if len(crashed) >= MOST_CRASHES and number > max(crashed):
        raise errors.ReaderCrashed(path, f"not read: {len(crashed)} records before it crashed their reader")


def _record(path: str, value: object) -> Draft:
    try:
        return tidied(records.read(value))
    except ValueError as error:
        raise errors.BadRecord(path, str(error)) from error


def _article(path: str, text: str, media_type: str, learned: Learned) -> Article:
    if media_type == TEXT:
        return _finish(path, text_format.read(text), learned)
    try:
        draft = tidied(html.read(text))
    except html.TooDeep as error:
        raise errors.HostileMarkup(path, str(error)) from error
    except ValueError as error:
        raise errors.NoArticleText(path, str(error)) from error
    article = _finish(path, draft, learned)
    if len(text) > LARGE and len(article.body) < LITTLE:
        raise errors.NoArticleText(
            path, f"{len(text):,} characters of markup gave {len(article.body)} of text"
        )
    return article


def _finish(path: str, draft: Draft, learned: Learned) -> Article:
    if (length := sum(len(line.text) for line in draft.lines)) > MAX_CHARACTERS:
        raise errors.NoArticleText(path, f"{length:,} characters are a compilation, not an article")
    if len(draft.lines) > MAX_LINES:
        raise errors.NoArticleText(path, f"{len(draft.lines):,} lines are a compilation, not an article")
    urls = [
        *draft.metadata.get("url", ()),
        *draft.metadata.get("host", ()),
        *(image.url or "" for image in draft.images),
    ]
    # The name under a logo's picture is a masthead as well.
    logos = [
        image.caption
        for image in draft.images
        if image.caption and image.url and pictures.FURNITURE.search(image.url)
    ]
    who = profiles.identify([*logos, *(line.text for line in draft.lines)], urls)
    profile = profiles.by_name(who[0]) if who else None
    stated = next(iter(draft.metadata.get("headline", ())), None)
    hints = Hints(stated, who[0] if who else None)
    recurring = learned.of(learning.outlet_name(draft.metadata, who))
    article = assemble(draft, label(draft.lines, profile, hints, recurring), who)
    if not article.body:
        raise errors.NoArticleText(path, f"{len(draft.lines)} lines, none of them a paragraph")
    return article


def _failed(document: Document, error: errors.IngestError) -> Document:
    return replace(document, error=error.reason, detail=error.detail)


def _with_mentions(document: Document, ner: Ner) -> Document:
    """Find and resolve the names of an article, and tell who says what."""
    from ingest.entities import tag

    if not document.article:
        return document
    [tagged] = tag([document.article.body], ner)
    return replace(document, article=_named(document.article, tagged))


def _named(article: Article, tagged: list[Mention]) -> Article:
    from ingest import quotes
    from ingest.entities import resolve

    mentions = resolve(article.body, tagged)
    said = quotes.find(article.body, mentions, article.language)
    return replace(article, mentions=tuple(mentions), quotes=tuple(said))
