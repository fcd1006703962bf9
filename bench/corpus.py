"""A corpus of any size for the archive at scale: documents as ``ingest`` would give them, without files.

Bodies are sentences of openly licensed texts (``MORGUE_TRAIN`` names their folder), most of an article's
from its section's part of them, with clauses that name somebody out of 300,000 made-up words: so words
stand in one article of a million, in four of five, and in any share between. Everything follows from the
seed and the number of articles.
"""

import hashlib
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from bench.words import law, made_up, sentences, texts_folder
from ingest.model import Article, Author, Block, Candidate, Document, Evidence, Moment

TEXTS = ("wikinews_en_2019_2020", "wikinews_en_sentences_qanom", "usgov_digitalgov_news", "usgov_18f_blog")
FOREIGN = "flores101_sentences_multi"
FIRST_DAY, DAYS = date(2006, 1, 1), 7305
#: The last year has three times the articles of the first.
GROWTH = 3.0
#: Sentences of an article: lognormal, so that the mean is about 400 words.
SENTENCES, SPREAD, FEWEST, MOST = 18.5, 0.45, 4, 80
#: Of an article's sentences so many come from its section's part, near each other.
OWN, NEAR = 0.6, 400
#: Made-up words: their number, and the law of their frequency, (rank + shift) ** -exponent.
WORDS, SHIFT, EXPONENT = 300_000, 20, 1.2
CLAUSES = 5
CLAUSE = (
    ", said {} {} of {}",
    ", according to {} {}, who leads {}",
    " near {}, {} and {}",
    ", as {} told {} in {}",
    ", a spokesman for {} told {} and {}",
    " after talks between {}, {} and {}",
    " at the request of {} and {}, which own {}",
    ", the {} {} of {} wrote",
    " despite a warning by {} {} from {}",
    " before {} and {} return to {}",
    ", a month since {} {} left {}",
    " without {} {} and with {}",
    " if the court in {} hears {} and {}",
)
OUTLETS, SECTIONS, AUTHORS = 40, 20, 2000
#: Shares of articles: copies of a wire story, originals by an agency, with a standfirst.
COPIES, WIRE, STANDFIRST = 0.05, 0.12, 0.4
AGENCIES = ("Cable Press", "Meridian News", "Harbour Wire", "Union Telegraph", "Atlas Agency")
LANGUAGES, LANGUAGE_SHARES = ("en", "de", "fr", "es"), (0.94, 0.03, 0.02, 0.01)
SECTION_NAMES = (
    *(
        "World",
        "Politics",
        "Business",
        "Sport",
        "Local",
        "Opinion",
        "Culture",
        "Science",
        "Technology",
        "Health",
    ),
    *("Education", "Environment", "Travel", "Courts", "Weather", "Energy", "Transport", "Housing", "Media"),
    "Obituaries",
)
#: Articles planned at once.
CHUNK = 2000
#: Copies are of one of so many recent wire stories.
RECENT = 200


@dataclass(slots=True)
class _Plan:
    """What the dice said of one article."""

    text: list[str]
    clauses: list[str]
    minute: int
    outlet: int
    section: str
    author: str
    language: str


class Corpus:
    """Documents ``0 .. count - 1`` of a made-up press, dated month by month, in no order within a month."""

    def __init__(self, count: int, seed: int = 1, folder: Path | None = None) -> None:
        folder = folder or texts_folder()
        self.count, self._seed = count, seed
        self._pools = {"en": [one for name in TEXTS for one in sentences(folder, name)]}
        self._pools |= {code: sentences(folder, FOREIGN, code) for code in LANGUAGES[1:]}
        self._words = made_up(WORDS, seed)
        self._laws = {
            "word": law(WORDS, EXPONENT, SHIFT),
            "section": law(SECTIONS, 0.7),
            "outlet": law(OUTLETS, 0.8),
            "author": law(AUTHORS, 0.7),
            "language": np.cumsum(LANGUAGE_SHARES),
        }
        self.outlets = [f"{word} {kind}" for word, kind in zip(
            made_up(OUTLETS, seed + 1), ["Herald", "Times", "Post", "Courier"] * (OUTLETS // 4), strict=True
        )]  # fmt: skip
        given = made_up(60, seed + 2)
        self.authors = [f"{given[i % 60]} {name}" for i, name in enumerate(made_up(AUTHORS, seed + 3))]
        self._recent: deque[Article] = deque(maxlen=RECENT)

    def documents(self) -> Iterator[Document]:
        """All documents, in order."""
        for start in range(0, self.count, CHUNK):
            yield from self._chunk(start, min(CHUNK, self.count - start))

    def _chunk(self, start: int, size: int) -> Iterator[Document]:
        dice = np.random.default_rng([self._seed, 2, start])
        for number, plan in enumerate(self._plans(dice, start, size), start):
            coin = dice.random()
            if coin < COPIES and self._recent:
                original = self._recent[int(coin / COPIES * len(self._recent))]
                article = replace(original, **self._place(plan, number))
            else:
                article = self._article(plan, number, coin)
                if article.agency:
                    self._recent.append(article)
            yield _document(article, number)

    def _plans(self, dice: np.random.Generator, start: int, size: int) -> Iterator[_Plan]:
        pick = {name: np.searchsorted(law_, dice.random(size)).tolist() for name, law_ in self._laws.items()}
        lengths = np.clip(dice.lognormal(np.log(SENTENCES), SPREAD, size), FEWEST, MOST).astype(int)
        ends = np.cumsum(lengths)
        own, at = dice.random(ends[-1]) < OWN, dice.random(ends[-1])
        near = dice.random(size)
        words = np.searchsorted(self._laws["word"], dice.random((size, CLAUSES * 3))).tolist()
        minutes = self._minutes(dice, start, size)
        for i in range(size):
            language = LANGUAGES[min(pick["language"][i], len(LANGUAGES) - 1)]
            pool, section = self._pools[language], pick["section"][i]
            part = slice(ends[i] - lengths[i], ends[i])
            width = len(pool) / SECTIONS
            middle = (section + near[i]) * width
            places = np.where(own[part], middle + (at[part] - 0.5) * min(NEAR, width), at[part] * len(pool))
            text = [pool[int(j) % len(pool)] for j in places.tolist()]
            names = [self._words[j] for j in words[i]]
            clauses = [
                CLAUSE[words[i][3 * k] % len(CLAUSE)].format(*names[3 * k : 3 * k + 3])
                for k in range(CLAUSES)
            ]
            author = self.authors[pick["author"][i]]
            yield _Plan(
                text, clauses, minutes[i], pick["outlet"][i], SECTION_NAMES[section], author, language
            )

    def _minutes(self, dice: np.random.Generator, start: int, size: int) -> list[int]:
        """Minutes since the first day: volume grows steadily; inside a month the order is open."""
        share = (start + dice.random(size) * size) / max(1, self.count)
        # Articles up to the share x of the time: x * (1 + (g - 1) / 2 * x), scaled to end at 1.
        half = (GROWTH - 1) / 2
        x = (np.sqrt(1 + 4 * half * (1 + half) * share) - 1) / (2 * half)
        jitter = dice.uniform(-15, 15, size) / DAYS
        return (np.clip(x + jitter, 0, 0.99999) * DAYS * 1440).astype(int).tolist()  # type: ignore[no-any-return]

    def _place(self, plan: _Plan, number: int) -> dict[str, Any]:
        """What is an outlet's own in a wire copy."""
        outlet = self.outlets[plan.outlet]
        domain = outlet.lower().replace(" ", "") + ".example"
        at = (date_at(plan.minute), f"{plan.minute // 60 % 24:02d}:{plan.minute % 60:02d}")
        return {
            "outlet": outlet,
            "outlet_domain": domain,
            "outlet_country": "US",
            "section": plan.section,
            "url": f"https://{domain}/{at[0][:4]}/{at[0][5:7]}/{plan.section.lower()}-{number}",
            "published": Moment(f"{at[0]}T{at[1]}:00Z", f"{at[0]}T{at[1]}+00:00", "minute", "stated"),
        }

    def _article(self, plan: _Plan, number: int, coin: float) -> Article:
        text = plan.text
        headline = " ".join(text[0].split()[:9]).rstrip(".,;:") + " " + plan.clauses[0].split()[-1]
        standfirst = text[1] if coin > 1 - STANDFIRST else None
        step = max(1, len(text) // CLAUSES)
        for k, clause in enumerate(plan.clauses):
            place = k * step
            if place < len(text):
                text[place] = text[place].rstrip(".!?\"”") + clause + "."  # fmt: skip
        paragraphs = tuple(
            Block("paragraph", " ".join(text[i : i + 2]), "rest") for i in range(0, len(text), 2)
        )
        agency = AGENCIES[number % len(AGENCIES)] if coin < COPIES + WIRE else None
        byline = f"By {plan.author}"
        theirs = self._place(plan, number)
        moment: Moment = theirs["published"]
        return Article(
            (
                Block("headline", headline, "likely-headline"),
                Block("byline", byline, "by"),
                Block("timestamp", moment.local, "moment"),
                *paragraphs,
                Block("boilerplate", f"Read more in {plan.section} at {theirs['outlet']}.", "recurs"),
            ),
            headline=headline,
            standfirst=standfirst,
            byline=byline,
            authors=(Author(plan.author),),
            agency=agency,
            language=plan.language,
            evidence=(
                Evidence("headline", "stated", "likely-headline"),
                Evidence("byline", "stated", byline),
                Evidence("published", "stated", moment.local),
                Evidence("language", "inferred", "the body's words"),
            ),
            candidates=(Candidate("headline", headline, "stated", "likely-headline", 0.9, True),),
            **theirs,
        )


def date_at(minute: int) -> str:
    """The day of a minute since the first day.

    >>> date_at(0), date_at(1440 * 31)
    ('2006-01-01', '2006-02-01')
    """
    return (FIRST_DAY + timedelta(days=minute // 1440)).isoformat()


def _document(article: Article, number: int) -> Document:
    furniture = [article.outlet, article.headline, article.standfirst, article.byline, article.url]
    head = "\n".join(line for line in furniture if line)
    content = f"{head}\n\n{article.body}\n\n{article.blocks[-1].text}\n".encode()
    path = f"{number // 1000:04d}/{number:07d}.txt"
    return Document(path, hashlib.sha256(content).hexdigest(), "text/plain", "utf-8", content, article)
