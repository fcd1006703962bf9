"""The parts of a query that are about the article as a whole: its outlet, names, language, day and length."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from db.query_dates import span, told

#: What may stand before a colon, and the filter that it means.
FILTERS = {
    "outlet": "outlet",
    "publication": "outlet",
    "agency": "agency",
    "author": "author",
    "language": "language",
    "lang": "language",
    "person": "person",
    "place": "place",
    "organisation": "organisation",
    "organization": "organisation",
    "org": "organisation",
}
#: What may stand before a colon and a date, and what it says of the date.
DATES = {
    "on": "on",
    "date": "on",
    "day": "on",
    "year": "on",
    "month": "on",
    "after": "after",
    "since": "since",
    "before": "before",
    "until": "until",
}
#: Signs between ``date`` and a day, and what they say.
SIGNS = {">": "after", ">=": "since", "<": "before", "<=": "until", "=": "on", "≥": "since", "≤": "until"}
#: No article has more words; larger numbers do not fit into SQLite's.
MOST_WORDS = 10**9

_WORDS = {
    "outlet": "from the outlet",
    "agency": "from the agency",
    "author": "signed by",
    "language": "in",
    "person": "naming the person",
    "place": "naming the place",
    "organisation": "naming the organisation",
    # these three are chosen on the page: the language of the search has words of its own for them
    "section": "in the section",
    "year": "published in",
    "month": "published in",
}
_SIZE = re.compile(r"([<>=≥≤]*)(\d+)(?:(?:-|–|—|\.\.)(\d+))?")


@dataclass(frozen=True, slots=True)
class Filter:
    """A fact that the archive holds of an article: any of the values will do.

    ``field`` is outlet, agency, author, language (codes), person, place or organisation.
    """

    field: str
    values: tuple[str, ...]

    @property
    def words(self) -> str:
        """The filter in plain words.

        >>> Filter("language", ("de", "fr")).words
        'in German or French'
        """
        names = [language_name(value) for value in self.values] if self.field == "language" else self.values
        return f"{_WORDS.get(self.field, self.field)} {' or '.join(names)}"


@dataclass(frozen=True, slots=True)
class Dates:
    """The days on which an article was published, both inclusive (``YYYY-MM-DD``); None is an open end."""

    first: str | None
    last: str | None

    @property
    def words(self) -> str:
        """The days in plain words.

        >>> Dates("2025-02-01", "2025-02-28").words
        'published in February 2025'
        """
        return f"published {told(self.first, self.last)}"


@dataclass(frozen=True, slots=True)
class Length:
    """The number of words of an article, both ends inclusive; None is an open end."""

    least: int | None
    most: int | None

    @property
    def words(self) -> str:
        """The length in plain words.

        >>> Length(501, None).words, Length(100, 500).words
        ('of more than 500 words', 'of 100 to 500 words')
        """
        if self.least is not None and self.most is not None:
            return f"of {self.least:,} words" if self.least == self.most else self._from_to()
        if self.least is not None:
            odd = self.least % 10 == 1
            return f"of more than {self.least - 1:,} words" if odd else f"of at least {self.least:,} words"
        if self.most is not None:
            odd = self.most % 10 == 9
            return f"of fewer than {self.most + 1:,} words" if odd else f"of at most {self.most:,} words"
        return "of any length"

    def _from_to(self) -> str:
        return f"of {self.least:,} to {self.most:,} words"


def about(field: str, text: str) -> Filter | Dates | str:
    """What ``field:text`` asks for; a sentence why it is ignored if it makes no sense.

    >>> about("org", "NATO"), about("lang", "Welsh").words
    (Filter(field='organisation', values=('NATO',)), 'in Welsh')
    >>> about("on", "2025-02-30")
    'No such date: 2025-02-30 (a year, a month or a day: 2025, 2025-02 or 2025-02-13).'
    """
    if field in DATES:
        dates = span(DATES[field], text)
        if dates:
            return Dates(*dates)
        return f"No such date: {text} (a year, a month or a day: 2025, 2025-02 or 2025-02-13)."
    name = FILTERS[field]
    if name == "language":
        codes = [language_code(language) for language in text.split(",") if language.strip()]
        known = tuple(code for code in codes if code)
        return (
            Filter(name, known)
            if codes and len(known) == len(codes)
            else f"No language of this name is known: {text}."
        )
    return Filter(name, (text,))


def length(text: str) -> Length | None:
    """The length that ``>500``, ``<=500``, ``100-500`` or ``500`` asks for; None if it is none.

    >>> length(">500"), length("100-500"), length("<0")
    (Length(least=501, most=None), Length(least=100, most=500), None)
    """
    found = _SIZE.fullmatch(re.sub(r"[\s,]", "", text))
    if not found or len(found[2]) > len(str(MOST_WORDS)) or len(found[3] or "") > len(str(MOST_WORDS)):
        return None
    sign, number = found[1], min(int(found[2]), MOST_WORDS)
    if found[3]:
        other = min(int(found[3]), MOST_WORDS)
        return None if sign else Length(min(number, other), max(number, other))
    match sign:
        case ">":
            return Length(number + 1, None)
        case ">=" | "=>" | "≥":
            return Length(number, None)
        case "<":
            return Length(None, number - 1) if number else None
        case "<=" | "=<" | "≤":
            return Length(None, number)
        case "" | "=":
            return Length(number, number)
    return None


@cache
def _languages() -> dict[str, str]:
    """English names of languages by code."""
    text = (Path(__file__).parent / "query_languages.toml").read_text("utf-8")
    return {code: str(name) for code, name in tomllib.loads(text).items()}


def language_name(code: str) -> str:
    """The English name of a language, or its code.

    >>> language_name("de"), language_name("tlh")
    ('German', 'tlh')
    """
    return _languages().get(code, code)


def language_code(text: str) -> str | None:
    """The code of a language, from its code or its English name.

    >>> language_code("German"), language_code("zh-CN"), language_code("Klingonish")
    ('de', 'zh', None)
    """
    wanted = text.strip().lower()
    for code, name in _languages().items():
        if wanted == name.lower():
            return code
    found = re.fullmatch(r"([a-z]{2,3})(?:[-_][a-z]+)*", wanted)
    return found[1] if found else None
