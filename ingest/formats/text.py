"""Plain text and Markdown: text to lines, with sentences that a dump tore apart put together again."""

import itertools
import re
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path

from ingest.model import Draft, Image, Line
from ingest.text import fold_space, is_sentence

# All repetitions are bounded: a page of nothing but brackets must take no longer than one of text.
IMAGE = re.compile(r"!\[([^\]]{0,500}+)\]\(\s{0,9}+<?+([^\s)>\[]{0,2000}+)>?+[^)\[]{0,300}+\)")
LINK = re.compile(
    r"\[((?:[^\[\]]|\[[^\[\]]{0,80}+\]){0,500}+)\]\(\s{0,9}+<?+[^\s)>]{0,2000}+>?+"
    r"(?:\s{1,9}+\"[^\"]{0,500}+\")?+\s{0,9}+\)"
)
REFERENCE = re.compile(r"\[([^\[\]]{1,300})\]\[[^\[\]]{0,100}\]")
HEADING = re.compile(r"^#{1,6}\s+(.*?)\s*#*$")
BULLET = re.compile(r"^(?:[*+•·▪‣◦]|-(?=\s))\s+")
QUOTED = re.compile(r"^(?:>\s?)+")
EMPHASIS = re.compile(r"(?<![\w*_])(\*\*|__|\*|_)(?=\S)([^*_]+?)(?<=\S)\1(?![\w*_])")
ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+.!>~|-])")
#: What links, bold face and escapes need; most lines have none of it.
MARKUP = re.compile(r"[\[*_\\]")
RULE = re.compile(r"^[\s|:*_=#~.-]+$")
#: Wikis and html2text write a heading as a line underlined with = or -.
UNDERLINE = re.compile(r"^(?:={3,}|-{3,})$")

#: A line this long whose sentence is open was cut by the dump, not by its author (characters).
OPEN_LINE = 40
#: Longest piece that a link or bold face tears out of a sentence (words).
TORN_WORDS = 9
BYLINE_START = re.compile(r"^(by|von|par|por|di|door|av)\s+[A-ZÀ-Þ]", re.I)
#: A byline whose names were links: "By", "Jane Doe", "and", "John Roe".
BYLINE_OPEN = re.compile(r"^(?:by|von|par|por|di|door|av)(?:\s.*\b(?:and|und|et|y|e|en|och|og)|)$", re.I)
BYLINE_GOES_ON = re.compile(r"^(?:and|und|et|y|e|en|och|og|,)$", re.I)
#: A link that html2text wrapped.
WRAPPED_LINK = re.compile(r"(\[[^\[\]\n]{0,300})\n([^\[\]\n]{0,300}\]\()")
#: Wrapped lines: at least this long, at most this long (characters), this share of them unended.
WRAP_FROM, WRAP_TO, WRAP_OPEN = 30, 110, 0.6
OPEN_END = re.compile(
    r"(?:[,(“„«–—]|\b(?:the|a|an|of|in|on|at|to|by|for|from|with|and|or|that|as|der|die|das|und|von|in|mit|zu|den|dem|de|la|le|les|des|du|et|à|el|los|las|y|que|en))$"
)
OPENING_QUOTES = "\"“„«‘'"
CONTINUES = re.compile(r"^(?:[a-zà-öø-ÿ]|[,;:)\]”»’](?!\w)|\.(?!\w)|[’']s\b|[–—]\s)")


def read(text: str) -> Draft:
    """Read a plain or Markdown dump of an article.

    >>> draft = read("# Bridge closed\\n\\nThe old bridge over the\\n[Linde](http://x.example)\\nis closed.")
    >>> [line.text for line in draft.lines]
    ['Bridge closed', 'The old bridge over the Linde is closed.']
    """
    lines: list[Line] = []
    images: list[Image] = []
    gap = False
    for raw in WRAPPED_LINK.sub(r"\1 \2", text).split("\n"):
        if not raw.strip() or RULE.match(raw.strip()):
            if UNDERLINE.match(raw.strip()) and lines and not gap:
                mark = "title" if raw.strip().startswith("=") else "heading"
                lines[-1] = replace(lines[-1], mark=mark)
            gap = True
            continue
        images += [Image(url=url or None, caption=alt.strip() or None) for alt, url in IMAGE.findall(raw)]
        line = _line(raw, gap)
        if line.text:
            lines.append(line)
            gap = False
    return Draft(tuple(join_torn(_unwrap(lines))), images=tuple(images))


def _line(raw: str, gap: bool) -> Line:
    """One line without its markup; an image alone becomes a line of its address."""
    text, links, mark = _parsed(raw) if len(raw) <= FURNITURE else _parsed.__wrapped__(raw)
    return Line(text, gap, links, mark)


#: Longer lines are seldom the furniture that an outlet's files share (characters).
FURNITURE = 200


@lru_cache(maxsize=32_768)
def _parsed(raw: str) -> tuple[str, float, str]:
    """A line's text, the share of links in it, and its mark."""
    rest, pictures = raw.strip(), IMAGE.findall(raw) if "![" in raw else []
    if pictures:
        rest = IMAGE.sub(" ", raw).strip()
    mark, linked = "", 0
    if not rest[:1].isalnum():
        mark, rest = _marked(rest)
    if MARKUP.search(rest):
        linked = sum(len(words) for words in LINK.findall(rest))
        rest = REFERENCE.sub(r"\1", LINK.sub(r"\1", rest))
        rest = ESCAPE.sub(r"\1", EMPHASIS.sub(r"\2", rest))
    rest = fold_space(rest)
    if not rest and pictures and pictures[0][1]:
        return pictures[0][1], 0.0, "image"
    return rest, min(1.0, linked / len(rest)) if rest else 0.0, mark


def _marked(text: str) -> tuple[str, str]:
    """What the sign at the line's start says of it, and the rest."""
    rest = QUOTED.sub("", text)
    if heading := HEADING.match(rest):
        return "title" if rest.startswith("# ") else "heading", heading.group(1)
    if BULLET.match(rest):
        return "bullet", BULLET.sub("", rest)
    return "quote" if rest != text else "", rest


def _unwrap(lines: list[Line]) -> list[Line]:
    """Undo hard wrapping, where blank lines part the paragraphs and most lines before them end nowhere."""
    inner = [
        line.text
        for line, after in itertools.pairwise(lines)
        if not after.gap and not line.mark and not after.mark and len(line.text) >= WRAP_FROM
    ]
    gaps = sum(line.gap for line in lines)
    longest = max((len(line.text) for line in lines if not line.mark), default=0)
    # A wrapped file has no long line at all.
    if len(inner) < 6 or gaps < 3 or longest > WRAP_TO:
        return lines
    if sum(not is_sentence(text) for text in inner) < WRAP_OPEN * len(inner):
        return lines
    out: list[Line] = []
    for line in lines:
        if out and not line.gap and not line.mark and not out[-1].mark:
            out[-1] = _joined(out[-1], line)
        else:
            out.append(line)
    return out


def join_torn(lines: list[Line]) -> list[Line]:
    """Put sentences together that a dump tore apart at links and bold words.

    A piece is joined to the line before it only if no blank line stands between, the sentence before
    it is open, and it or what follows it goes on in lower case.
    """
    out: list[Line] = []
    for i, line in enumerate(lines):
        following = lines[i + 1] if i + 1 < len(lines) else None
        if out and _belongs(out[-1], line, following):
            out[-1] = _joined(out[-1], line)
        else:
            out.append(line)
    return out


def _belongs(before: Line, line: Line, following: Line | None) -> bool:
    if line.gap or before.mark or line.mark or is_sentence(before.text):
        return False
    if BYLINE_OPEN.match(before.text) or (
        BYLINE_START.match(before.text) and BYLINE_GOES_ON.match(line.text)
    ):
        return len(line.text) < OPEN_LINE
    if BYLINE_START.match(line.text):
        return False
    words = before.text.split()
    # A sentence is open after many words, or after few that no heading or menu ends with.
    is_open = len(before.text) >= OPEN_LINE and len(words) > 5
    trails = len(words) >= 3 and (
        (words[-1].islower() and words[0][0] in OPENING_QUOTES) or bool(OPEN_END.search(before.text))
    )
    if CONTINUES.match(line.text):
        runs_on = len(line.text) >= OPEN_LINE or is_sentence(line.text)
        return is_open or trails or runs_on or not line.text[0].isalpha()
    if trails and OPEN_END.search(before.text):
        return True
    torn = line.text.count(" ") < TORN_WORDS and not is_sentence(line.text)
    goes_on = bool(torn and following and not following.gap and CONTINUES.match(following.text))
    return goes_on and (is_open or trails or before.text in _titles())


@cache
def _titles() -> frozenset[str]:
    """Titles that stand before a linked name, alone in their line."""
    return frozenset((Path(__file__).parent / "titles.txt").read_text("utf-8").split("\n")[1:])


def _joined(before: Line, line: Line) -> Line:
    glue = "" if re.match(r"[,;:.!?)\]”»’]", line.text) else " "
    total = len(before.text) + len(line.text)
    links = (before.links * len(before.text) + line.links * len(line.text)) / total
    return Line(before.text + glue + line.text, before.gap, links, before.mark)
