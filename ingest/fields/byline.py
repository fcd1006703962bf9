"""Bylines: the line as printed, and the names in it."""

import re

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
    r"\s+(?:in|from|aus|à|at|for|für|pour|para|reports|reporting|contributed|berichtet)\s+.*$|\s*\(.*?\)|\s*<.*?>|\s+@\w+|"
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
CJK_NAME = re.compile(r"^[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]{2,6}$")


def opens(line: str) -> bool:
    """Whether a line begins like a byline and goes on with a name.

    >>> opens("By Jane Doe"), opens("By noon the rain had stopped.")
    (True, False)
    """
    return bool(STARTS.match(line)) and bool(parse(line))


def parse(line: str) -> tuple[Author, ...]:
    """The authors that a byline names, in its order, each once.

    >>> [a.name for a in parse("By Jane Doe, Political Editor, and John Roe in Kyiv")]
    ['Jane Doe', 'John Roe']
    >>> parse("Xinhua")
    (Author(name='Xinhua', kind='agency'),)
    """
    rest = STARTS.sub("", line.strip(), count=1)
    out: list[Author] = []
    for piece in SPLIT.split(rest):
        author = _author(piece or "")
        if author and author not in out:
            out.append(author)
    return tuple(out)


def from_metadata(names: tuple[str, ...]) -> tuple[Author, ...]:
    """Authors from machine-readable names; what is no name (addresses, job titles) is left out."""
    out: list[Author] = []
    for name in names:
        if name.startswith(("http://", "https://", "www.")) or ("@" in name and " " not in name):
            continue
        for author in parse(name):
            if author not in out:
                out.append(author)
    return tuple(out)


def _author(piece: str) -> Author | None:
    piece = STARTS.sub("", TAIL.sub("", piece)).strip(' .:,;-–—|"“”')
    piece = re.sub(r"^the (?=[A-Z])", "", piece)
    sign = agency.exactly(piece)
    if sign:
        return Author(piece, "agency")
    if ROLE.search(piece) or not is_name(piece):
        return None
    return Author(_in_name_case(piece))


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
