"""A page's visible text as lines, each with what the markup around it says."""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree
from lxml import html as lxml_html

from ingest.text import fold_space

#: Elements whose content is no text of the page.
SILENT = frozenset(
    ("script", "style", "noscript", "template", "svg", "head", "iframe", "object", "select", "textarea")
)
#: Elements that do not break a line.
# fmt: off
INLINE = frozenset((
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i",
    "ins", "kbd", "label", "mark", "q", "rb", "rp", "rt", "rtc", "ruby", "s", "samp", "small", "span",
    "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
))
# fmt: on
#: Elements that style a part of a line: links, bold, slanted.
STYLED = {"a": 0, "b": 1, "strong": 1, "i": 2, "em": 2}
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))

#: Words of class names and ids, by what their elements hold; the position is the bit.
CLASSES: tuple[tuple[str, str], ...] = (
    ("menu", r"nav|menu|breadcrumb|toolbar|topbar|masthead|skip"),
    ("foot", r"foot|copyright|legal|imprint|impressum|disclaimer"),
    ("side", r"sidebar|aside|rail\b|side[-_]|[-_]side|marginal"),
    (
        "others",
        r"related|recommend|more[-_]|[-_]more|popular|trending|teaser|promo|also|suggest|read-?next|outbrain|"
        r"taboola|latest|card|feed|carousel|slider|swiper|widget|most[-_]|list",
    ),
    ("comment", r"comment|disqus|discussion|kommentar|reply|forum"),
    ("share", r"share|sharing|social|follow|facebook|twitter|whatsapp"),
    ("wall", r"newsletter|subscri|signup|sign-up|paywall|piano|login|register|premium|abo\b|abo[-_]|offer"),
    ("ad", r"\bads?\b|\bads?[-_]|[-_]ads?\b|advert|sponsor|banner|anzeige|dfp|affiliate|commerce|shop"),
    ("consent", r"cookie|consent|gdpr|privacy|cmp\b|onetrust|didomi"),
    ("media", r"caption|image|img|photo|picture|figure|gallery|video|media|player|credit|foto|bild"),
    ("embed", r"embed|iframe|tweet|instagram|youtube|opta|datawrapper"),
    ("meta", r"author|byline|\bbio|meta|date|time|publish|tags?\b|categor|kicker|label|info|autor|source"),
    (
        "lead",
        r"lead|lede|standfirst|\bdec?k\b|summary|excerpt|intro|subtitle|sub-?head|descri|abstract|chapo|sapo|"
        r"vorspann|bajada|ingress|spot\b|subline|synopsis",
    ),
    ("body", r"article|story|post|entry|content|body|text|main|paragraph|rich|prose|copy"),
    ("box", r"box|fact|callout|quote|highlight|note|live|timeline|summary|bullet|key"),
    (
        "hidden",
        r"hidden|sr-only|visually|screen-?reader|noprint|modal|popup|overlay|tooltip|dialog|invisible",
    ),
    ("head", r"headline|title|heading|head\b"),
)
_CLASS_RES = tuple(re.compile(words) for _, words in CLASSES)
#: Elements that say something of their content, after the classes' bits.
TAGS = (
    "nav", "footer", "header", "aside", "figure", "figcaption", "article", "main", "section", "form",
    "button", "ul", "li", "table", "blockquote", "h1", "h2", "h3", "h4", "p", "div", "dl", "ol", "td",
    "details",
)  # fmt: skip
_TAG_BITS = {tag: 1 << (len(CLASSES) + i) for i, tag in enumerate(TAGS)}
#: Bits of attributes, after the tags'.
ATTRIBUTES = ("articleBody", "concealed")
BITS = [name for name, _ in CLASSES] + [f"<{tag}>" for tag in TAGS] + list(ATTRIBUTES)
_BODY_BIT, _CONCEALED_BIT = (1 << (len(CLASSES) + len(TAGS) + i) for i in range(2))
_CONCEALED = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
#: Longest class attribute that is looked at (characters).
MAX_CLASS = 400
#: Known class attributes; pages of one outlet repeat theirs.
_known: dict[str, int] = {}
MAX_KNOWN = 50_000


@dataclass(slots=True)
class Row:
    """A line: its text, the shares of it that are links, bold and slanted, and its element's number."""

    text: str
    links: float
    node: int
    bold: float = 0.0
    slanted: float = 0.0


@dataclass(slots=True)
class Page:
    """The lines of a page and its breaking elements: parent, bits, tag and signature by number."""

    rows: list[Row] = field(default_factory=list)
    parent: list[int] = field(default_factory=lambda: [-1])
    bits: list[int] = field(default_factory=lambda: [0])
    tag: list[str] = field(default_factory=lambda: [""])
    sign: list[str] = field(default_factory=lambda: [""])

    def add(self, element: etree._Element, tag: str, up: int) -> int:
        """Note an element below another; its number."""
        self.parent.append(up)
        self.tag.append(tag)
        self.bits.append(_bits(element, tag))
        self.sign.append(f"{tag}.{(element.get('class') or '')[:80]}")
        return len(self.tag) - 1

    def mark(self, row: Row) -> str:
        """What the nearest elements make of a line: title, heading, bullet, quote or nothing."""
        node = row.node
        for _ in range(3):
            tag = self.tag[node]
            if tag == "h1":
                return "title"
            if tag in HEADINGS:
                return "heading"
            if tag in MARKS:
                return MARKS[tag]
            node = self.parent[node]
            if node < 0:
                break
        return ""


MARKS = {"li": "bullet", "blockquote": "quote"}


def _class_bits(names: str) -> int:
    bits = _known.get(names)
    if bits is None:
        bits = 0
        for name in names[:MAX_CLASS].split():
            bits |= _name_bits(name)
        if len(_known) < MAX_KNOWN:
            _known[names] = bits
    return bits


@lru_cache(maxsize=MAX_KNOWN)
def _name_bits(name: str) -> int:
    folded = CAMEL.sub(r"\1-\2", name).lower()
    bits = 0
    for i, pattern in enumerate(_CLASS_RES):
        if pattern.search(folded):
            bits |= 1 << i
    return bits


CAMEL = re.compile(r"([a-z])([A-Z])")


def _bits(element: etree._Element, tag: str) -> int:
    bits = _TAG_BITS.get(tag, 0)
    if tag in {"html", "body"}:
        return 0
    get = element.get
    names = get("class") or ""
    identity = get("id")
    if identity:
        names = f"{names} {identity}"
    if names:
        bits |= _class_bits(names)
    if (get("itemprop") or "").lower() == "articlebody":
        bits |= _BODY_BIT
    style = get("style")
    if get("hidden") is not None or get("aria-hidden") == "true" or (style and _CONCEALED.search(style)):
        bits |= _CONCEALED_BIT
    return bits


def read(tree: lxml_html.HtmlElement) -> Page:
    """All visible text of a page, line by line, in order. Iterative: trees may be of any depth.

    >>> page = read(lxml_html.fromstring("<div><p>One <b>line</b>.</p>Two<br>Three</div>"))
    >>> [row.text for row in page.rows]
    ['One line.', 'Two', 'Three']
    """
    page = Page()
    stack = [0]
    words: list[str] = []
    inside, sizes = [0, 0, 0], [0, 0, 0]
    skipping = 0

    def flush() -> None:
        joined = "".join(words)
        if not joined.isspace() and (text := fold_space(joined)):
            shares = [min(1.0, size / len(text)) for size in sizes]
            page.rows.append(Row(text, shares[0], stack[-1], shares[1], shares[2]))
        words.clear()
        sizes[:] = 0, 0, 0

    for event, element in etree.iterwalk(tree, events=("start", "end")):
        tag = element.tag
        if not isinstance(tag, str):
            continue
        start = event == "start"
        if tag in SILENT:
            skipping += 1 if start else -1
        elif not skipping:
            if tag not in INLINE:
                if words:
                    flush()
                if start:
                    stack.append(page.add(element, tag, stack[-1]))
                else:
                    stack.pop()
            elif tag in STYLED:
                inside[STYLED[tag]] += 1 if start else -1
        text = None if skipping else element.text if start else element.tail
        if text:
            words.append(text)
            for style in range(3):
                if inside[style]:
                    sizes[style] += len(text.strip())
    if words:
        flush()
    return page


def visible(element: etree._Element, skip: re.Pattern[str] | None = None) -> str:
    """The text of an element without its silent parts, and without those whose class ``skip`` finds.

    >>> visible(lxml_html.fromstring("<h1><b class=kicker>Sport</b> Cup won</h1>"), re.compile("kicker"))
    'Cup won'
    """
    parts: list[str] = []
    silent = 0
    for event, inner in etree.iterwalk(element, events=("start", "end")):
        cut = inner is not element and (
            inner.tag in SILENT or bool(skip and skip.search((inner.get("class") or "")[:MAX_CLASS]))
        )
        if event == "start":
            silent += cut
            text = inner.text
        else:
            silent -= cut
            text = None if inner is element else inner.tail
        if inner.tag not in INLINE:
            parts.append(" ")
        if text and not silent:
            parts.append(text)
    return fold_space("".join(parts))
