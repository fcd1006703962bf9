"""The values that travel along the arrow: raw bytes, blocks, articles, mentions.

Everything here is frozen and knows only the standard library, so that any room may import it.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

#: Who finds the names: our own network, or spaCy's model, an optional extra.
Ner = Literal["fast", "accurate"]

#: Roles whose blocks make up the body of an article; all others are kept beside it.
BODY_ROLES = frozenset({"paragraph", "subhead"})

#: Every role a block can have, in the trade's words.
ROLES = BODY_ROLES | {
    "headline",
    "standfirst",
    "byline",
    "dateline",
    "timestamp",
    "section",
    "outlet",
    "image",
    "caption",
    "credit",
    "editors-note",
    "correction",
    "pull-quote",
    "promo",
    "source-line",
    "boilerplate",
}


@dataclass(frozen=True, slots=True)
class RawFile:
    """A file as it was found: its path (as the archive names it) and its bytes.

    >>> RawFile("a.txt", b"news").sha256[:8]
    '19fba0e9'
    """

    path: str
    data: bytes

    @property
    def sha256(self) -> str:
        """The hash of the bytes, as 64 hexadecimal digits."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class Block:
    """A line or paragraph of the source, its role and the rule that gave it."""

    role: str
    text: str
    rule: str


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time as far as it is known.

    ``at`` is UTC in ISO 8601, cut to the precision (``2025-02-13T00:28:00Z``, ``2025-02-13`` or
    ``2025-02``); ``local`` is the same as stated, with its offset where the file states one.
    ``precision`` is minute, day or month; ``source`` is stated, metadata, url or inferred.
    """

    at: str
    local: str
    precision: str
    source: str

    @property
    def on(self) -> str | None:
        """The day as the outlet's readers saw it (``YYYY-MM-DD``), or None if only the month is known."""
        return self.local[:10] if len(self.local) >= len("2025-02-13") else None


@dataclass(frozen=True, slots=True)
class Author:
    """Somebody or something that signs an article; ``kind`` is person or agency."""

    name: str
    kind: str = "person"


@dataclass(frozen=True, slots=True)
class Image:
    """A picture of an article; any part may be unknown."""

    url: str | None = None
    caption: str | None = None
    credit: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where the value of a field comes from.

    ``source`` is stated (the text prints it), metadata (the page's machine-readable part), url,
    profile (the outlet's own rules) or inferred; ``detail`` quotes what was seen.
    """

    field: str
    source: str
    detail: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value that a field could have had: kept with its rivals, so that a choice can be checked.

    ``rule`` is what proposed it (an Evidence's source, or a rule's name), ``evidence`` quotes what was
    seen, ``score`` is its likelihood (0 to 1) where one was computed.
    """

    field: str
    value: str
    rule: str
    evidence: str
    score: float | None = None
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Mention:
    """A span of ``body`` that names somebody or something.

    ``start`` and ``end`` count Unicode code points; ``kind`` is person, organisation or place;
    ``name`` is the canonical name inside the article, once resolved.
    """

    start: int
    end: int
    kind: str
    surface: str = ""
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of ``body`` that somebody is quoted saying, without their marks.

    ``kind`` is direct or indirect; ``speaker`` is the name of the mention that begins at
    ``speaker_start``, both None where nobody can be told; ``verb`` is the verb of saying in its basic form.
    """

    start: int
    end: int
    kind: str
    speaker: str | None = None
    speaker_start: int | None = None
    verb: str | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """One outlet's text, cleaned, with what is known about it."""

    blocks: tuple[Block, ...]
    headline: str | None = None
    standfirst: str | None = None
    byline: str | None = None
    authors: tuple[Author, ...] = ()
    agency: str | None = None
    editor: str | None = None
    editors_note: str | None = None
    dateline: str | None = None
    section: str | None = None
    outlet: str | None = None
    outlet_domain: str | None = None
    outlet_country: str | None = None
    language: str | None = None
    url: str | None = None
    published: Moment | None = None
    updated: Moment | None = None
    images: tuple[Image, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    mentions: tuple[Mention, ...] = ()
    quotes: tuple[Quote, ...] = ()

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The paragraphs and subheads of the body, in order."""
        return tuple(block.text for block in self.blocks if block.role in BODY_ROLES)

    @property
    def body(self) -> str:
        """The body: paragraphs and subheads with a blank line between.

        >>> Article((Block("paragraph", "One.", "x"), Block("promo", "Buy.", "x"))).body
        'One.'
        """
        return "\n\n".join(self.paragraphs)

    @property
    def removed(self) -> tuple[tuple[int, Block], ...]:
        """What the file held and the body does not: (position, block), positions from 0."""
        return tuple((i, block) for i, block in enumerate(self.blocks) if block.role not in BODY_ROLES)


@dataclass(frozen=True, slots=True)
class Document:
    """One document of the input: a file, or one record of a file that holds many.

    Exactly one of ``article`` and ``error`` is set; ``error`` is a reason of
    ``ingest.errors`` and ``detail`` says more. ``content`` is the document's own bytes.
    """

    path: str
    sha256: str
    media_type: str
    encoding: str
    content: bytes
    article: Article | None = None
    error: str | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the source before it has a role, with what the markup said of it.

    ``gap`` is True where a blank line stood before it; ``links`` is the share of its characters that
    are link text (0 to 1); ``mark`` is title, heading, bullet, quote, image or empty; ``kept`` is what an
    extractor of the format thinks of it (None: it has no opinion).
    """

    text: str
    gap: bool = False
    links: float = 0.0
    mark: str = ""
    kept: bool | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """What a reader got out of the bytes: lines in order and what the file states of itself.

    ``metadata`` holds machine-readable statements as candidates by field name (headline, authors,
    published, ...), best first.
    """

    lines: tuple[Line, ...]
    metadata: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    images: tuple[Image, ...] = ()


@dataclass(frozen=True, slots=True)
class Recurring:
    """A line that recurs over an outlet's articles.

    ``key`` is the line folded, ``text`` its most frequent printing; it stands in ``articles`` of the
    ``looked_at`` independent articles that were compared, the first and last of known day on
    ``first_seen`` and ``last_seen`` (``YYYY-MM-DD``).
    """

    key: str
    text: str
    articles: int
    looked_at: int
    first_seen: str | None = None
    last_seen: str | None = None
