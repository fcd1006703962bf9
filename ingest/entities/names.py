"""The merge key: two spellings with one key are one entity over the whole archive."""

import re
import unicodedata
from functools import cache, lru_cache

from ingest.entities.gazetteer import gazetteer, read_toml, words
from ingest.entities.sound import sound

#: Letters that Unicode does not take apart into a plain letter and an accent.
UNACCENTED = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŧ": "t"}
)
SILENT = re.compile(r"['’‘ʼ`´.]")
TOKEN = re.compile(r"[^\W_]+")
INITIALS = re.compile(r"(?<!\S)([^\W\d_])(?: ([^\W\d_]))+(?!\S)")

#: Endings of Slavic surnames by their one spelling: -skyy, -skiy, -skyi, -skii, -ski; -nyi, -niy; -vych.
SURNAME_ENDINGS = (
    (re.compile(r"(?<=\w{3}[sc]k)(?:y|yy|iy|yi|ii|ij|i)$"), "y"),
    (re.compile(r"(?<=\w{3}n)(?:yy|iy|yi|yj)$"), "y"),
    (re.compile(r"(?<=\w{3}v)ych$"), "ich"),
)
GENERATION = {"junior": "jr", "senior": "sr"}
SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv", "vi", "vii", "viii", "ix"})
#: The same names come again and again in one run.
KEYS_KEPT = 50_000
#: The Arabic article, written or left out at will.
ARTICLES = frozenset({"al", "el"})
#: "Servant of", before a name of God: "Abdul Rahman", "Abdel-Rahman", "Abdulrahman".
SERVANT = frozenset({"abd", "abdel", "abdul", "abdal"})
SERVANT_OF = re.compile(r"^abd[aeu]l(?=\w{4})")
#: Letters of a syllable of an East Asian given name: "Jong-un", "Jong Un" and "Jongun" are one.
LONGEST_SYLLABLE = 5


@lru_cache(maxsize=KEYS_KEPT)
def key(name: str, kind: str) -> str:
    """The merge key of a name of one kind (person, organisation, place); ``key(key(x)) == key(x)``.

    >>> key("Volodymyr Zelenskyy", "person") == key("Volodymyr Zelenskiy", "person")
    True
    >>> key("Donald Trump Jr.", "person"), key("Gazprom OJSC", "organisation"), key("Kiev", "place")
    ('donald trump jr', 'gazprom', 'kyiv')
    >>> key("Fla.", "place")
    'florida'
    """
    if kind == "place":
        name = _states().get(name.rstrip("."), name)
    known = gazetteer().find(name)
    if known and known.kind == kind and (kind != "person" or " " in name.strip()):
        name = known.name
    current, folded = name, once(name, kind)
    while folded != current:
        current, folded = folded, once(folded, kind)
    return current


@cache
def _states() -> dict[str, str]:
    """American states by their abbreviation."""
    return {short: name for short, name in read_toml("words.toml")["state_abbreviations"].items() if name}


def once(name: str, kind: str) -> str:
    """One round of folding; ``key`` repeats it until nothing changes."""
    tokens = TOKEN.findall(fold(name)) or name.casefold().split()
    if not tokens:
        return ""
    tokens = INITIALS.sub(lambda match: match.group().replace(" ", ""), " ".join(tokens)).split()
    if kind == "person":
        return " ".join(person_tokens(tokens))
    if tokens[0] == "the" and len(tokens) > 1:
        tokens = tokens[1:]
    while kind == "organisation" and len(tokens) > 1 and tokens[-1] in legal_forms():
        tokens = tokens[:-1]
    return " ".join(tokens)


def fold(name: str) -> str:
    """Small letters without accents, apostrophes and full stops; "&" as "and".

    >>> fold("Côte d’Ivoire")
    'cote divoire'
    """
    apart = unicodedata.normalize("NFKD", name.casefold().replace("&", " and "))
    plain = "".join(char for char in apart if not unicodedata.combining(char))
    return SILENT.sub("", plain.casefold().translate(UNACCENTED))


def person_tokens(tokens: list[str]) -> list[str]:
    """A person's folded words with one spelling for what transcriptions spell in many ways."""
    tokens = [GENERATION.get(token, token) if place else token for place, token in enumerate(tokens)]
    tail = tokens[-1:] if tokens[-1] in SUFFIXES and len(tokens) > 1 else []
    own = tokens[: len(tokens) - len(tail)]
    own = [token for place, token in enumerate(own) if token not in ARTICLES or place in (0, len(own) - 1)]
    own = servants(own)
    if len(own) == 3 and own[0] in family_first() and max(map(len, own[1:])) <= LONGEST_SYLLABLE:
        return [own[0], own[1] + own[2], *tail]
    own = [given_names().get(token, token) for token in own[:-1]] + own[-1:]
    if len(own) > 1 and own[0] in slavic():
        return [*own[:-1], sound(own[-1]), *tail]
    for ending, spelling in SURNAME_ENDINGS:
        own[-1] = ending.sub(spelling, own[-1])
    return own + tail


@cache
def given_names() -> dict[str, str]:
    """Every variant of a given name to its one spelling."""
    variants: dict[str, list[str]] = read_toml("variants.toml")["given"]
    return {other: name for name, others in variants.items() for other in others}


def servants(tokens: list[str]) -> list[str]:
    """Arabic names of "servant of" as one word of one spelling.

    >>> servants(["hussein", "abdul", "rahman"]), servants(["abdelfattah", "sisi"])
    (['hussein', 'abdelrahman'], ['abdelfattah', 'sisi'])
    """
    joined: list[str] = []
    for token in tokens:
        if joined and joined[-1] in SERVANT:
            joined[-1] = "abdel" + token
        else:
            joined.append(SERVANT_OF.sub("abdel", token))
    return joined


@cache
def slavic() -> frozenset[str]:
    """Given names whose bearers' surnames are told by their sound."""
    return frozenset(read_toml("variants.toml")["slavic"]["names"])


@cache
def family_first() -> frozenset[str]:
    """Family names, folded, that stand before the given name."""
    return frozenset(word.casefold() for word in words().family_first)


@cache
def legal_forms() -> frozenset[str]:
    """Legal forms of companies, folded."""
    return frozenset(read_toml("variants.toml")["legal"]["forms"])
