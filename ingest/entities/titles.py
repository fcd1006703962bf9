"""What stands around a person's name: titles before it, particles inside, "Jr." behind."""

import re
from functools import cache

from ingest.entities.gazetteer import words

ARABIC = re.compile(r"^[AaEe]l-(?=\w)")
JUNIOR = re.compile(r",?\s[JS]r\b\.?")
LAST_WORD = re.compile(r"\s+([^\W\d_][\w.'’-]*)$")
#: A bare surname shorter than this is too often another word.
SHORTEST_SURNAME = 2

#: The rest of a name that the model gave up at its particle: "Yasin al-Haddad", "Ine Van Dorn".
GOES_ON = re.compile(
    r"(?:(?<=\s[VD][ae]n)|(?<=\sDe)|(?:\s(?:bin|ibn|al|el|von|van|der|da|dos))+)\s[^\W\d_a-z][\w'’-]+"
    r"|\s(?:al|el|ul|ad|ud|as|ar)-[^\W\d_a-z][\w'’-]+"
)
CAPITALISED = re.compile(r"\s[^\W\d_a-z][\w'’-]+")
PARTICLE_BEFORE = re.compile(r"(?<!\w)([a-z]{2,4})\s$")

#: Small words that stand before any word of a sentence in one of Europe's languages.
WEAK_PARTICLES = frozenset(
    {"le", "la", "de", "do", "du", "da", "e", "y", "af", "di", "den", "der", "del", "das", "al", "ten"}
)


@cache
def title_pattern() -> re.Pattern[str]:
    """Any title or honorific at the start of a name, longest first."""
    every = sorted(words().titles | words().regal, key=len, reverse=True)
    return re.compile(rf"(?:the\s+)?({'|'.join(map(re.escape, every))})\b\.?,?\s+(?=\w)")


def without_titles(name: str) -> str:
    """A person's name without what stands before it.

    >>> without_titles("Crown Prince Mohammed bin Salman"), without_titles("Dr. Ana Ruiz")
    ('Mohammed bin Salman', 'Ana Ruiz')
    >>> without_titles("Prince Harry"), without_titles("Major")
    ('Prince Harry', 'Major')
    """
    while match := title_pattern().match(name):
        rest = name[match.end() :]
        own = [word for word in rest.split() if word not in words().generation]
        if not own or (match.group(1) in words().regal and len(own) < 2):
            break
        name = rest
    return name


def person_edges(text: str, start: int, end: int) -> tuple[int, int]:
    """A person's span without titles and small words at its end, with all of its particles.

    >>> text = "President Ursula von der Leyen"; start, end = person_edges(text, 0, 24); text[start:end]
    'Ursula von der Leyen'
    """
    while (tail := LAST_WORD.search(text[start:end])) and tail.group(1)[0].islower():
        if tail.group(1) in words().particles and (more := CAPITALISED.match(text, end)):
            end = more.end()
            break
        end = start + tail.start()
    if more := GOES_ON.match(text, end):
        end = more.end()
    if junior := JUNIOR.match(text, end):
        end = junior.end()
    start = end - len(without_titles(text[start:end]))
    while (before := PARTICLE_BEFORE.search(text[max(0, start - 6) : start])) and (
        before.group(1) in words().particles - WEAK_PARTICLES
    ):
        start -= len(before.group())
    return start, end


#: A politician's party and state, as agencies print them: "R-Ala.", "D-Calif.".
PARTY_AND_STATE = re.compile(r"[RDI]-[A-Z][A-Za-z.]{1,5}")


def is_nobody(name: str, kind: str) -> bool:
    """Whether what was taken for a name is a shortened title, or a politician's party and state; a state's
    abbreviation is a place.

    >>> is_nobody("Maj. Gen.", "person"), is_nobody("R-Ala", "place"), is_nobody("Gen. Ruiz", "person")
    (True, True, False)
    >>> is_nobody("Fla", "person"), is_nobody("Fla", "place")
    (True, False)
    """
    if kind == "place":
        return bool(PARTY_AND_STATE.fullmatch(name))
    known = words().abbreviated | words().state_abbreviations
    return bool(PARTY_AND_STATE.fullmatch(name)) or all(part.rstrip(".") in known for part in name.split())


def short_forms(name: str) -> list[str]:
    """What a full name may be shortened to: surname with and without particles, an East Asian family name.

    >>> short_forms("Ursula von der Leyen"), short_forms("Xi Jinping"), short_forms("Robert Fox Jr.")
    (['von der Leyen', 'Leyen'], ['Xi', 'Jinping'], ['Fox'])
    >>> short_forms("Yasin al-Haddad"), short_forms("Rubio")
    (['al-Haddad', 'Haddad'], [])
    """
    parts = [part for part in name.split() if part not in words().generation]
    if len(parts) < 2:
        return []
    first = 1 + next(
        (i for i, part in enumerate(parts[1:-1]) if part.lower() in words().particles), len(parts) - 2
    )
    forms = [" ".join(parts[first:]), parts[-1], ARABIC.sub("", parts[-1])]
    if parts[0] in words().family_first:
        forms = [parts[0], *forms]
    return [form for form in dict.fromkeys(forms) if len(form) >= SHORTEST_SURNAME and form[-1] != "."]
