"""Bylines: the line as printed, and the names in it."""

import re
from functools import lru_cache

from ingest.fields import agency
from ingest.model import Author

#: Words that open a byline, by language, most common first.
OPENING = (
    r"by|von|par|por|di|da|door|av|af|yazan|автор|текст|text|texte|texto|testo|tekst|words|story|report|"
    r"written by|reported by|reporting by|story by|posted by|text von|ein bericht von|eine analyse von|"
    r"ein kommentar von|ein interview von|autor|autorin|author|authors|auteur|autore|autoři|written|"
    r"oleh|penulis|reporter|tekst og foto|text und foto|propos recueillis par|a cura di|journaliste?|"
    r"muhabir|haber|skrevet av|skrevet af|skriven av|af journalist|redacción|redazione|napsal|napsala|autorka"
)
STARTS = re.compile(
    rf"^(?:(?:{OPENING})\s*:?\s+(?=\S)|(?:{OPENING}):(?=\S)|by(?=[A-ZÀ-Þ]\w+ [A-ZÀ-Þ]))", re.I
)
#: What a text is called before the word that opens its byline: "Kolumne von", "Opinion by".
KIND = re.compile(
    r"^(?:(?:an?|une?|ein|eine|en|et|un|una)\s+)?[A-ZÀ-Þ]?[\w’'-]{3,}(?:\s+[\w’'-]+)?\s+"
    r"(?P<by>by|von|par|por|av|af|door)\s+(?=[A-ZÀ-Þ])"
)
#: A byline inside a line of other matter: "News | Updated: 5 hours ago | Written by Jane Doe".
INSIDE = re.compile(
    r"[|•·–—/-]\s*(?P<cue>(?:written by|story by|reported by|by|von|par|por|di|av|af|door)\s+[A-ZÀ-Þ].*)$",
    re.I,
)
#: Pictures are signed as well, but not by the authors of the text.
PICTURE = re.compile(r"photo|foto|bild|image|picture|illustration|grafik|graphic|video|©", re.I)
SPLIT = re.compile(
    r"(\s+[–—-]+\s+|\s*[|/•·]\s*|\s*[,;&]\s+(?:(?:and|und|et|y|och|og|en|ve|и)\s+)?|\s+(?:and|und|et|y|e|och|og|en|ve|и|та|with|mit|avec|con)\s+|\s*[,;&、，]\s*|"
    r"\s+(?=@))"
)
#: Between a name and the paper or agency that its bearer works for.
AFFILIATION = re.compile(r"[–—|/•·-]")
#: Where the name ends and something about its bearer begins.
TAIL = re.compile(
    r"\s+(?:in|from|aus|à|at|for|für|pour|para|reports|reporting|contributed|berichtet)\s+.*$|\s*\([^()]*\)|\s*<[^<>]*>|\s+@\w+|"
    r"\s+\S+@\S+|\s*https?://\S+",
    re.I,
)
ROLE = re.compile(
    r"\b(?:editor|reporter|correspondent|writer|staff|columnist|chief|bureau|desk|producer|journalist|team|"
    r"twitter|facebook|instagram|linkedin|follow|e-?mail|share|archive|profile|biography|posts|articles|"
    r"special to|view|contact|"
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
    r"journalist|columnist|producer|staff|redakteur|korrespondent|autor|redaktor|volont",
    re.I,
)
#: How long ago, as pages print it beside a name.
AGO = re.compile(
    r"(?<!\d)\d+\s*(?:(?:min(?:ute)?|hour|hr|day|week|month|year)s?(?: ago)?|Minuten?|Stunden?|Tagen?)\b.*$",
    re.I,
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


@lru_cache(maxsize=16384)  # asked for most lines of a page, which repeat from file to file
def parse(line: str) -> tuple[Author, ...]:
    """The authors that a byline names, in its order, each once.

    >>> [a.name for a in parse("By Jane Doe, Political Editor, and John Roe in Kyiv")]
    ['Jane Doe', 'John Roe']
    >>> parse("Xinhua")
    (Author(name='Xinhua', kind='agency'),)
    """
    line = AGO.sub("", _from_its_cue(MARKS.sub(" ", line.strip())).strip())
    titled = tuple(dict.fromkeys(Author(name) for name in KOREAN.findall(line)))
    if titled:
        return titled
    pieces = ["", *SPLIT.split(STARTS.sub("", line, count=1))]
    out: list[Author] = []
    for mark, piece in zip(pieces[::2], pieces[1::2], strict=True):
        author = _author(piece)
        works_for = author and author.kind == "agency" and out and AFFILIATION.search(mark)
        if author and author not in out and not works_for:
            out.append(author)
    if not out and SIGNED.match(line):
        out += _signature(SIGNED.sub("", line, count=1))
    return tuple(out)


def _from_its_cue(line: str) -> str:
    """A byline from the word that opens it on, if something stands before.

    >>> _from_its_cue("Kolumne von Jane Doe"), _from_its_cue("News | 5 min | Written by Jane Doe")
    ('von Jane Doe', 'Written by Jane Doe')
    """
    if STARTS.match(line):
        return line
    kind = KIND.match(line)
    if kind and not PICTURE.search(kind.group()):
        return line[kind.start("by") :]
    inside = INSIDE.search(line)
    return inside.group("cue") if inside and not PICTURE.search(line[: inside.start()]) else line


#: Marks of accounts and addresses that pages put beside a name.
MARKS = re.compile(r"\[email[\s\u00a0]protected\].*$|\s+View (?:all )?(?:profile|posts|articles).*$", re.I)
#: Korean bylines put the profession after each name: "김철수 기자 kim@paper.example".
KOREAN = re.compile(
    r"(?<![\uac00-\ud7af])([\uac00-\ud7af]{2,4})\s?(?:기자|특파원|논설위원|선임기자|인턴기자)(?![\uac00-\ud7af])"
)


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
    worked_for = agency.pattern().search(piece) if " " in piece else None
    if worked_for and worked_for.start() == 0:
        return None
    if worked_for and worked_for.end() == len(piece):
        piece = piece[: worked_for.start()].strip()
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
