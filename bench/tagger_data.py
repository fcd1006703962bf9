"""What the fast tagger learns from: openly licensed text with names, as documents of words and tags."""

import bisect
import hashlib
import json
import random
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ingest.entities.features import is_cased
from ingest.entities.gazetteer import read_toml, words
from ingest.entities.tokens import tokens

#: O, then begin and inside of each kind.
TAGS = ("O", "B-person", "I-person", "B-organisation", "I-organisation", "B-place", "I-place")
KINDS = {"PER": "person", "ORG": "organisation", "LOC": "place"}

#: Gold by hand, and the weight of each: re3d's spans were trimmed by a rule.
GOLD = {"ner_crossner_en": 1.0, "ner_uner_en_ewt": 1.0, "ner_wikigold_en": 1.0, "ner_re3d_en": 0.3}

#: Text that the accurate tagger labels: of each file every so many records, and the weight of each
#: (government posts repeat themselves, and are no world news).
SILVER = {
    "wikinews_en_2019_2020": (1, 1.0),
    "wikinews_en_sentences_qanom": (1, 1.0),
    "usgov_digitalgov_news": (4, 0.5),
    "usgov_18f_blog": (6, 0.5),
    "flores101_sentences_multi": (1, 1.0),
}

NAMES = Path(__file__).parent / "names.toml"

#: Of new names so many are made up: what they are, only the words around them tell.
INVENTED = 0.35
#: So many places of one word get another name.
SWAPPED = 0.5
ONSETS = "b ch d f g h j k kw l m mb n ng p r s sh t th tr v w y z".split()  # noqa: SIM905
VOWELS = "a a a e i o u aa ai ia ou".split()  # noqa: SIM905
CODAS = ("", "", "", "n", "r", "l", "m", "ng", "sh", "z", "k", "d", "ra", "nde")

Ents = Iterable[tuple[int, int, str]]


@dataclass(frozen=True)
class Doc:
    """Words, the tag of each, and how much the document counts."""

    words: tuple[str, ...]
    tags: tuple[int, ...]
    weight: float = 1.0


def read(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def digest(paths: Iterable[Path]) -> str:
    """One checksum of the training files, for the models' card."""
    total = hashlib.sha256()
    for path in sorted(paths):
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()[:16]


def label(folder: Path, out: Path) -> None:
    """Write the silver labels: the open text with the mentions of the accurate tagger."""
    from ingest.entities.tagger import tag

    with out.open("w", encoding="utf-8") as file:
        for name, (step, weight) in SILVER.items():
            rows = [row for row in read(folder / f"{name}.jsonl") if row.get("lang", "en") == "en"][::step]
            texts = ["\n\n".join(filter(None, (row.get("title"), row["text"]))) for row in rows]  # type: ignore[arg-type]
            for text, found in zip(texts, tag(texts, ner="accurate"), strict=True):
                ents = [(m.start, m.end, m.kind) for m in found]
                row = {"text": text, "ents": ents, "weight": weight}
                file.write(json.dumps(row, ensure_ascii=False) + "\n")


def documents(folder: Path, silver: Path) -> list[Doc]:
    """Every document: those labelled by hand, and those by the accurate tagger."""
    docs = []
    for name, weight in GOLD.items():
        for row in read(folder / f"{name}.jsonl"):
            ents = [(start, end, KINDS[kind]) for start, end, kind in row["ents"]]  # type: ignore[attr-defined]
            docs.append(doc(str(row["text"]), ents, weight))
    for row in read(silver):
        docs.append(doc(str(row["text"]), row["ents"], row["weight"]))  # type: ignore[arg-type]
    return [one for one in docs if one.words]


def doc(text: str, ents: Ents, weight: float = 1.0) -> Doc:
    """A text with its names as words and tags."""
    every = list(tokens(text))
    starts = [start for start, _, _ in every]
    tags = [0] * len(every)
    for start, end, kind in ents:
        start, end = stripped(text, start, end)
        place = bisect.bisect_left(starts, start)
        if place and every[place - 1][1] > start:
            place -= 1
        begin = TAGS.index(f"B-{kind}")
        first = place
        while place < len(every) and every[place][0] < end:
            tags[place] = begin + (place > first)
            place += 1
    return Doc(tuple(word for _, _, word in every), tuple(tags), weight)


def stripped(text: str, start: int, end: int) -> tuple[int, int]:
    """A gold span without its leading article and its possessive, which our mentions leave out."""
    surface = text[start:end]
    for article in ("the ", "The ", "THE ", "a ", "an "):
        if surface.startswith(article) and surface != "The Hague":
            start += len(article)
    for tail in ("'s", "’s"):
        if surface.endswith(tail):
            end -= 2
    return start, end


def spans(tags: Iterable[int]) -> Iterator[tuple[int, int, int]]:
    """First word, end and kind (0 to 2) of each name."""
    every = [*tags, 0]
    start = None
    for place, tag in enumerate(every):
        if start is not None and (tag == 0 or tag % 2 == 1):
            yield start, place, (every[start] - 1) // 2
            start = None
        if tag and start is None:
            start = place


@cache
def replacements() -> tuple[list[str], list[str], list[str]]:
    """Given names, surnames and places to put in the place of others."""
    regions = tomllib.loads(NAMES.read_text("utf-8")).values()
    places = [name for name in read_toml("countries.toml") if " " not in name]
    places += [name for name in read_toml("cities.toml")["names"] if " " not in name]
    given = [name for region in regions for name in region["given"]]
    return given, [name for region in regions for name in region["surnames"]], places


def invented(rng: random.Random) -> str:
    """A word that nobody knows and that may be a name.

    >>> invented(random.Random(1))
    'Takwang'
    """
    syllables = (rng.choice(ONSETS) + rng.choice(VOWELS) for _ in range(rng.randint(2, 3)))
    return "".join((*syllables, rng.choice(CODAS))).capitalize()


def renamed(one: Doc, rng: random.Random) -> Doc:
    """The document with other people, and some other places; one name for one name.

    Organisations keep theirs: with made-up acronyms and companies, too much was one (F1 .800 to .793).
    """
    given, surnames, places = replacements()
    swapped: dict[str, str] = {}
    changed = list(one.words)
    for start, end, kind in spans(one.tags):
        if kind == 2 and end - start == 1 and rng.random() < SWAPPED:
            swapped.setdefault(one.words[start], name(places, rng))
        for place in range(start, end) if kind == 0 else ():
            word = one.words[place]
            if is_cased(word) and len(word) > 2 and word not in words().particles:
                swapped.setdefault(word, name(surnames if place == end - 1 else given, rng))
    for start, end, kind in spans(one.tags):
        for place in range(start, end) if kind != 1 else ():
            changed[place] = swapped.get(one.words[place], one.words[place])
    return flattened(Doc(tuple(changed), one.tags, one.weight))


def name(known: list[str], rng: random.Random) -> str:
    """One of the known names, or one made up."""
    return invented(rng) if rng.random() < INVENTED else rng.choice(known)


def flattened(one: Doc) -> Doc:
    """Replacements of two words as two words."""
    out: list[tuple[str, int]] = []
    for word, tag in zip(one.words, one.tags, strict=True):
        parts = word.split(" ") if word.strip() else [word]
        out.append((parts[0], tag))
        out += [(part, tag + tag % 2) for part in parts[1:]]
    return Doc(tuple(word for word, _ in out), tuple(tag for _, tag in out), one.weight)


def recased(one: Doc, rng: random.Random) -> Doc:
    """The document with some lines as headlines print them: every word large, or all capitals."""
    style = str
    out = []
    for place, word in enumerate(one.words):
        if place == 0 or word[0] == "\n":
            style = rng.choice([str, str, str, str.upper, large, large])
        out.append(style(word))
    return Doc(tuple(out), one.tags, one.weight)


def large(word: str) -> str:
    """A word as in a headline: small words stay small."""
    return word[:1].upper() + word[1:] if len(word) > 3 else word
