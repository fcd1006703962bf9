"""Bylines: the line as printed, and the names in it."""

import re
from functools import lru_cache

from ingest.fields import agency
from ingest.model import Author

#: Words that open a byline, by language, most common first.
OPENING = (
    r"by|von|par|por|di|da|door|av|af|yazan|автор|текст|text|texte|texto|testo|tekst|words|story|report|"
    r"written by|reported by|reporting by|story by|posted by|text von|ein bericht von|eine analyse von|"
    r"ein kommentar von|ein interview von|autor|autorin|author|authors|auteur|autore|autoři|written"
)
STARTS = re.compile(rf"^(?:{OPENING})\s*:?\s+(?=\S)", re.I)
SPLIT = re.compile(
    r"\s*(?:[,;|/•·&]|\s[–—-]\s|\b(?:and|und|et|y|e|och|og|en|ve|и|with|mit|avec|con)\b)\s+|\s*[,;|/•·&、，]\s*|\s+(?=@)"
)
#: Where the name ends and something about its bearer begins.
TAIL = re.compile(
    r"\s+(?:in|from|aus|à|at|for|für|pour|para|reports|reporting|contributed|berichtet)\s+.*$|\s*\([^()]*\)|\s*<[^<>]*>|\s+@\w+|"
    r"\s+\S+@\S+|\s*https?://\S+",
    re.I,
)
ROLE = re.compile(
    r"\b(?:editor|reporter|correspondent|writer|staff|columnist|chief|bureau|desk|producer|journalist|team|"
    r"newsroom|redaktion|redakteur(?:in)?|korrespondent(?:in)?|autor(?:in)?|reporter(?:in)?|photographer|rédaction|"
    r"journaliste|correspondant(?:e)?|redacción|redazione|redação|redactie|redaksjon|editorial|contributor|analyst|"
    r"news|online|service|media|tv|radio|updated|published|min|read|professor|senior|political|editors?)\b",
    re.I,
)
PARTICLES = frozenset(
    "van von der den de del della di da dos das du la le el al bin ibn ben ter ten zu zur af av y e".split()  # noqa: SIM905
)
NAME_WORD = re.compile(r"^(?:[^\W\d_][\w.'’-]*|[A-Z]\.)$")
#: Longest name in words: "María del Carmen de la Torre" has six.
MAX_NAME_WORDS = 6
CJK_NAME = re.compile(
    r"^[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]{2,6}$|"
    r"^[\u3400-\u4dbf\u4e00-\u9fff]{1,3} [\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]{1,4}$"
)
#: What East Asian bylines put after a name, and before it.
CJK_TITLE = re.compile(
    r"\s*(?:記者|记者|기자|특파원|特派員|논설위원)$|^(?:記者|记者|责编|编辑|文)\s*[:：]\s*"
)
#: A title or a site's name glued to a name: "DoeReporter".
GLUED = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ][a-zà-ÿ]{3,})")
GLUED_TAIL = re.compile(
    r"^(?:Twitter|Facebook|Instagram|LinkedIn|Email|Follow|Contact)|reporter|editor|writer|correspondent|"
    r"journalist|columnist|producer|staff|redakteur",
    re.I,
)
#: How long ago, as pages print it beside a name.
AGO = re.compile(
    r"\d+\s*(?:(?:min(?:ute)?|hour|hr|day|week|month|year)s?(?: ago)?|Minuten?|Stunden?|Tagen?)\b.*$", re.I
)
#: A short text that opens with one of these names whoever signed, be it a desk, a site or one word.
SIGNED = re.compile(r"^(?:by|von|par|por|di|da|door|av|af)\s*:?\s+(?=\S)", re.I)
#: Longest signature that is no person's name (words).
SIGNATURE_WORDS = 4


def opens(line: str) -> bool:
    """Whether a line begins like a byline and goes on with a name.

    >>> opens("By Jane Doe"), opens("By noon the rain had stopped.")
    (True, False)
    """
    return bool(STARTS.match(line)) and bool(parse(line))


@lru_cache(maxsize=8192)  # asked for most lines of a page, which repeat from file to file
def parse(line: str) -> tuple[Author, ...]:
    """The authors that a byline names, in its order, each once.

    >>> [a.name for a in parse("By Jane Doe, Political Editor, and John Roe in Kyiv")]
    ['Jane Doe', 'John Roe']
    >>> parse("Xinhua")
    (Author(name='Xinhua', kind='agency'),)
    """
    line = AGO.sub("", line.strip())
    rest = STARTS.sub("", line, count=1)
    out: list[Author] = []
    for piece in SPLIT.split(rest):
        author = _author(piece or "")
        if author and author not in out:
            out.append(author)
    if not out and SIGNED.match(line):
        out += _signature(SIGNED.sub("", line, count=1))
    return tuple(out)


def _signature(text: str) -> list[Author]:
    """A desk, an outlet or a single name that signs: short, and every word of it with a capital."""
    text = text.strip(" .,:;|–—-")
    words = text.split()
    if not 1 <= len(words) <= SIGNATURE_WORDS or not all(SIGN_WORD.match(word) for word in words):
        return []
    return [Author(text, "person" if len(words) == 1 and text.istitle() else "agency")]


SIGN_WORD = re.compile(r"^[A-ZÀ-Þ][\w.'’-]+$")


def _author(piece: str) -> Author | None:
    piece = STARTS.sub("", TAIL.sub("", piece)).strip(' .:,;-–—|"“”()[]【】')
    piece = CJK_TITLE.sub("", re.sub(r"^the (?=[A-Z])", "", piece))
    sign = agency.exactly(piece)
    if sign:
        return Author(piece, "agency")
    piece = _once(_without_title(piece))
    if ROLE.search(piece) or not is_name(piece):
        return None
    return Author(_in_name_case(piece))


def _without_title(piece: str) -> str:
    """A name without the title after it, even one glued to it.

    >>> _without_title("Jane DoeReporter"), _without_title("Jane Doe Political editor")
    ('Jane Doe', 'Jane Doe')
    """
    glued = GLUED.search(piece)
    if glued and GLUED_TAIL.search(piece[glued.start() :]):
        piece = piece[: glued.start()]
    title = ROLE.search(piece)
    before = piece[: title.start()].split() if title else []
    if len(before) < 2:
        return piece
    return " ".join(before[:2] if len(before) == 3 and not _joins(before) else before)


def _joins(words: list[str]) -> bool:
    """Whether the middle of three words holds a name together: an initial or a particle."""
    return len(words[1].strip(".")) == 1 or words[1].lower() in PARTICLES


def _once(piece: str) -> str:
    """A name that a page prints twice, for the eye and for the reader aloud."""
    words = piece.split()
    half = len(words) // 2
    return " ".join(words[:half]) if len(words) >= 4 and words[:half] == words[half:] else piece


def is_name(text: str) -> bool:
    """Whether a text has the shape of a person's name.

    >>> is_name("Ursula von der Leyen"), is_name("王翔"), is_name("The Kremlin said so")
    (True, True, False)
    """
    if CJK_NAME.match(text):
        return True
    words = text.split()
    if not 2 <= len(words) <= MAX_NAME_WORDS or len(text) > 60:
        return False
    if not all(NAME_WORD.match(word) for word in words):
        return False
    if words[0].lower() in {"the", "a", "der", "die", "das", "le", "la", "les", "our", "this", "el", "los"}:
        return False
    return all(
        word[0].isupper() or word.lower() in PARTICLES or word.startswith(("d'", "d’", "al-"))
        for word in words
    )


def _in_name_case(name: str) -> str:
    """GENARO C. ARMAS as it is written elsewhere: Genaro C. Armas."""
    if not name.isupper() or " " not in name:
        return name
    return " ".join(
        word.lower()
        if word.lower() in PARTICLES
        else re.sub(r"[^\W\d_]+", lambda m: m.group().capitalize(), word)
        for word in name.split()
    )
