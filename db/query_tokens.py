"""What somebody typed as tokens: words and phrases, operators, names of parts, parentheses in pairs."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from db.query_changes import CHANGES
from db.query_filters import DATES, FILTERS, SIGNS
from db.query_term import PARTS

#: Longer text is cut, with a note: all words must occur, so more of them only finds less.
MAX_CHARS = 1000
#: Parentheses nested deeper are ignored; FTS5's own parser gives up at about 100.
MAX_DEPTH = 10
#: Nexis allows no larger distance or number; FTS5 refuses what is no 32-bit number.
MAX_NUMBER = 255

#: What may stand before a colon, and the part of the article that it means.
SPELLINGS = {part: part for part in PARTS} | {"hl": "headline", "title": "headline"}
FIELDS = (*SPELLINGS, *FILTERS, *DATES, *CHANGES)

_LEVEL = str.maketrans(dict.fromkeys("“”„‟«»＂「」『』", '"') | dict(zip("（）：＊＋", "():*+", strict=True)))
_SINGLE = re.compile(r"(?<!\w)[‘‚‹]([^‘‚‹’›\"]*(?:’\w[^‘‚‹’›\"]*)*)[’‘›](?!\w)")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_END = r"""(?![^\s()"|])"""
_TOKEN = re.compile(
    rf"""(?P<space>\s+)
    | (?P<near>(?:(?P<order>pre|onear|adj)|w|n|near|within)?/(?P<distance>\d+){_END}
        | (?:near|(?P<adjacent>adj))(?P<steps>\d+){_END})
    | (?P<same>w?/(?P<unit>s|p)(?:ent(?:ence)?|ara(?:graph)?)?{_END})
    | (?P<count>atleast/?(?P<times>\d+)\s*(?=\())
    | (?P<verbatim>(?P<style>caps|allcaps|exact)\((?P<raw>(?:[^()]|\([^()]*\))*)\)?)
    | (?P<lead>hlead:?\s*(?=\()|hlead:(?=[^\s:]))
    | (?P<length>(?:length|wc)(?::\s*(?=[<>=≥≤\d])|\s*(?=[<>=≥≤]))(?P<size>[<>=≥≤]*\s*\d[\d,]*
        (?:(?:[-–—]|\.\.)\d[\d,]*)?){_END})
    | (?P<dated>date\s*(?P<sign>[<>]=?|[=≥≤])\s*(?P<day>\d[\d/.-]*){_END})
    | (?P<open>\() | (?P<close>\)) | (?P<either>\|+)
    | (?P<without>(?<![^\s(])[-−](?=[^\s)\-−]))
    | (?P<plus>(?<![^\s(])\+(?=[^\s)+]))
    | (?P<both>&&?(?=\s+[^\s)]))
    | (?P<field>(?P<name>{"|".join(FIELDS)}):(?=[^\s:])|(?P<segment>headline|hl|byline)(?=\())
    | "(?P<phrase>[^"]*)"(?P<begins>\*?)(?P<slop>~\d+)?
    | (?P<quote>")
    | (?P<word>[^\s()"|]+)""",
    re.VERBOSE | re.IGNORECASE,
)
_STARRED = re.compile(r"(.*?\w)(?:\*|\?(?=\w))[*?]*\w.*")
_UNKNOWN = re.compile(r"([^\W\d]\w*):(?!//)\w.*")
#: Dashes that part words; others join them, as hyphens do.
_BREAKS = re.compile("[—―]+|--+")
_EDGES = "‐‑‒–—―−-"

Note = Callable[[str], None]


@dataclass(slots=True)
class Token:
    """One token: ``text`` as typed or as meant, ``number`` a distance or count."""

    kind: str
    text: str = ""
    number: int = 0
    #: a beginning only (of a term), in this order (of a distance), a paragraph (not a sentence)
    flag: bool = False
    quoted: bool = False


def tokens(text: str, note: Note) -> list[Token]:
    """The tokens of a query; what is no token is told to ``note``.

    >>> [token.kind for token in tokens("tax w/5 (oil or gas)", print)]
    or was read as OR; put it in quotation marks to search for the word.
    ['term', 'near', 'open', 'term', 'either', 'term', 'close']
    """
    text = _SINGLE.sub(r'"\1"', _UNSTORABLE.sub(" ", text).translate(_LEVEL))
    if len(text) > MAX_CHARS:
        text = text[:MAX_CHARS]
        note(f"Only the first {MAX_CHARS:,} characters were read.")
    return _operators(list(_tokens(text, note)), note)


def _tokens(text: str, note: Note) -> Iterator[Token]:
    """Parentheses come out in pairs, or closed by the end."""
    depth = 0
    for found in _TOKEN.finditer(text):
        kind = found.lastgroup or "space"
        if kind in ("begins", "slop"):
            yield from _phrase(found, note)
        elif kind == "word":
            yield from _word(found["word"], note)
        elif kind == "quote":
            note("A quotation mark without a partner was ignored.")
        elif kind == "open":
            depth += 1
            if depth <= MAX_DEPTH:
                yield Token("open")
        elif kind == "close":
            if 0 < depth <= MAX_DEPTH:
                yield Token("close")
            depth = max(0, depth - 1)
        elif kind not in ("space", "plus"):
            yield _special(kind, found, note)


def _phrase(found: re.Match[str], note: Note) -> Iterator[Token]:
    """What stands in quotation marks, with what was typed behind them."""
    text = found["phrase"].strip()
    if found["slop"]:
        note(f"{found['slop']} was ignored; write one w/5 other for words that stand near each other.")
    if "*" in text.rstrip("*"):
        note(f'A star inside quotation marks was ignored: "{text}".')
    for token in _term(text.rstrip("*"), bool(found["begins"]) or text.endswith("*"), note):
        token.quoted = True
        yield token


def _special(kind: str, found: re.Match[str], note: Note) -> Token:
    """An operator, the name of a part, or a function with what stands in its parentheses."""
    text = found[0].strip()
    match kind:
        case "near":
            ordered = bool(found["order"] or found["adjacent"])
            return Token(kind, text, _number(found["distance"] or found["steps"], note), ordered)
        case "same":
            return Token(kind, text, flag=found["unit"].lower() == "p")
        case "count":
            return Token(kind, text, _number(found["times"], note))
        case "verbatim":
            return Token(kind, f"{found['style'].lower()}:{found['raw']}")
        case "length":
            return Token(kind, found["size"])
        case "dated":
            return Token(kind, f"{SIGNS[found['sign']]}:{found['day']}")
        case "field":
            return Token(kind, (found["name"] or found["segment"]).lower())
    return Token(kind, text)


def _number(digits: str, note: Note) -> int:
    number = int(digits[:9])
    if number > MAX_NUMBER:
        note(f"{digits[:9]} was read as {MAX_NUMBER}, the largest number there.")
    return max(1, min(number, MAX_NUMBER))


def _word(word: str, note: Note) -> Iterator[Token]:
    operators = {"AND": "both", "OR": "either", "NOT": "without"}
    if word in operators:
        yield Token(operators[word])
    elif word.lower() in ("and", "or", "not"):
        yield Token("perhaps", word)
    else:
        for piece in _BREAKS.split(word):
            yield from _piece(piece.strip(_EDGES), note)


def _piece(word: str, note: Note) -> Iterator[Token]:
    """A word with what may stand at its edges and inside it."""
    if found := _STARRED.fullmatch(word):
        note(f"Only endings can be left open: {word} was read as {found[1]}*.")
        word = f"{found[1]}*"
    elif re.search(r"\w!$", word):
        note(f"{word} was read as {word[:-1]}*: the word with any ending.")
        word = f"{word[:-1]}*"
    elif word.startswith("!") and word.strip("!"):
        note(f"{word} was read as the word itself; write -{word.strip('!')} to leave it out.")
        word = word.lstrip("!")
    if word.endswith(":") and word[:-1].lower() in FIELDS:
        note(f"{word} was searched for as a word; what it is about must follow it without a space.")
    if found := _UNKNOWN.fullmatch(word):
        note(f"{found[1]}: is not a part of an article; {word} was searched for as words.")
    yield from _term(word.rstrip("*"), word.endswith("*"), note)


def _term(text: str, prefix: bool, note: Note) -> Iterator[Token]:
    """A word or phrase, if the index could hold it."""
    text = " ".join(text.split())
    if searchable(text):
        yield Token("term", text, flag=prefix)
    elif text or prefix:
        note(f"Ignored, for the index holds only words: {text or '*'}")


def searchable(text: str) -> bool:
    """Whether the index could hold any of a text: letters, digits and the like.

    >>> searchable("AT&T"), searchable("&")
    (True, False)
    """
    return any(unicodedata.category(char)[0] in "LN" or unicodedata.category(char) == "Co" for char in text)


#: Tokens with which something that is looked for begins, and those with which it ends.
_BEGINS = {"term", "open", "field", "lead", "count", "verbatim", "length", "dated", "without"}
_ENDS = {"term", "close", "verbatim", "length", "dated"}


def _operators(found: list[Token], note: Note) -> list[Token]:
    """``and`` and ``or`` in small letters are operators between terms, and words elsewhere.

    ``not`` is a word in small letters: a headline that somebody pastes must find its article.
    """
    for place, token in enumerate(found):
        if token.kind != "perhaps":
            continue
        before = found[place - 1].kind if place else ""
        after = found[place + 1].kind if place + 1 < len(found) else ""
        word, token.kind = token.text.lower(), "term"
        if word == "not" and before in {*_ENDS, "both"} and after in _BEGINS:
            note(f"{token.text} was searched for as a word; write NOT to leave out what follows it.")
        elif word != "not" and before in _ENDS and after in _BEGINS:
            token.kind = "both" if word == "and" else "either"
            if word == "or":
                note(f"{token.text} was read as OR; put it in quotation marks to search for the word.")
    return found
