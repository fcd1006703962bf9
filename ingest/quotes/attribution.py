"""Which clause attributes a quotation: behind it, before it, or around it in its sentence."""

from typing import NamedTuple

from ingest.quotes.inversion import behind_verb
from ingest.quotes.lexicon import Verbs, words
from ingest.quotes.subjects import REACH, UNKNOWN, Who, before_verb, main_subject, noun_phrase
from ingest.quotes.tokens import Paragraph, verb_name

DASHES = frozenset({"–", "—", "-", "―"})
#: Marks inside of a quotation's end that let its sentence go on behind it.
OPEN_ENDS = frozenset(",?!…–—-")
#: Tokens between the verb and words in marks that are still part of what it says.
FAR = 40


class Clause(NamedTuple):
    """What attributes a quotation: who, the verb as it is stored, and where the verb stands."""

    who: Who
    verb: str | None
    place: int = -1


def attribution(line: Paragraph, quote: int, end: str, verbs: Verbs) -> Clause | None:
    """The clause that attributes the quotation at a token; ``end`` is the last character inside its marks."""
    return (
        behind(line, quote, end, verbs)
        or before(line, quote, verbs)
        or sourced(line, quote)
        or trailing(line, quote, verbs)
        or colon(line, quote)
    )


def behind(line: Paragraph, quote: int, end: str, verbs: Verbs) -> Clause | None:
    """A clause right behind the mark: "…," X said / said X / according to X."""
    low = quote + 1
    if low >= len(line.tokens):
        return None
    separated = line.text(low) == "," or line.text(low) in DASHES
    low += separated
    if low >= len(line.tokens):
        return None
    high = _next_quote(line, low)
    if line.text(low) in words().sources_behind and separated:
        return source(line, low, low + 1)
    inverted = low
    while line.text(inverted) in words().auxiliaries and inverted - low < 2:
        inverted += 1
    if inverted in line.verbs_between(low, low + 3):
        subject = behind_verb(line, inverted + 1, high) or UNKNOWN
        return Clause(subject, verb_name(line, inverted, verbs), inverted)
    if not (separated or end in OPEN_ENDS or end == "."):
        return None
    for verb in line.verbs_between(low, min(high, low + REACH)):
        who = before_verb(line, verb, low, verbs)
        if who is None or not _is_clause(line, low, verb, who):
            return None
        # A full stop inside the marks: what follows is mostly the next sentence, not "X said."
        complete = line.text(verb + 1) in {"", "."}
        if end == "." and not separated and not complete:
            return None
        content = line.text(verb) in verbs.indirect and goes_on(line, verb + 1)
        if end in "?!" and not separated and content:
            return None
        return Clause(who, verb_name(line, verb, verbs), verb)
    return None


def before(line: Paragraph, quote: int, verbs: Verbs) -> Clause | None:
    """The nearest verb before the mark in its sentence: X said: "…", X said it was "…"."""
    low = max(line.first[quote], quote - FAR)
    for verb in reversed(line.verbs_between(low, quote)):
        start = line.quoted_before(verb)
        floor = max(low, start + 1) if start is not None else low
        who = before_verb(line, verb, floor if line.text(verb) not in verbs.participles else low, verbs)
        if who is None or who == UNKNOWN:
            inverted = behind_verb(line, verb + 1, quote)
            if (
                inverted is not None
                and inverted.how in {"name", "pronoun"}
                and line.text(inverted.place + 1) == ":"
            ):
                who = inverted
            elif who is None:
                return None
        return Clause(who, verb_name(line, verb, verbs), verb)
    return None


def sourced(line: Paragraph, quote: int) -> Clause | None:
    """ "According to X" in the sentence of a quotation."""
    for low, name in line.sources_between(line.first[quote], line.last[quote])[:1]:
        return source(line, low, name)
    return None


def source(line: Paragraph, low: int, place: int) -> Clause:
    """The clause of "according to" at token ``low``, whose name begins at ``place`` or soon behind."""
    verb = " ".join(line.text(number) for number in range(low, place))
    small = words()
    while line.text(place) in small.determiners | small.roles | small.attached or (
        line.kind(place) in {"word", "place"} and line.tokens[place].capital
    ):
        place += 1
    if line.text(place) == "," and line.kind(place + 1) == "person":
        place += 1
    if not line.is_speaker(place) or line.text(place + 1) in small.owners:
        return Clause(UNKNOWN, verb, low)
    joined = line.text(place + 1) in small.joining and line.is_speaker(place + 2)
    near_person = line.kind(place) == "organisation" and line.text(place + 1) in small.roles | small.spokes
    return Clause(UNKNOWN if joined or near_person else Who("name", place), verb, low)


def trailing(line: Paragraph, quote: int, verbs: Verbs) -> Clause | None:
    """A clause at the end of the sentence: the harbour is "…" and should be closed, X said."""
    high = min(line.last[quote], quote + FAR)
    for verb in reversed(line.verbs_between(quote + 1, high)):
        comma = next((p for p in range(verb, quote, -1) if line.text(p) == ","), None)
        if comma is None or goes_on(line, verb + 1) or line.text(comma + 1) in words().conjunctions:
            return None
        if comma == verb - 1:
            who = behind_verb(line, verb + 1, high)
        else:
            who = before_verb(line, verb, comma + 1, verbs)
            who = who if who and at_comma(line, comma, verb, who) else None
        return Clause(who, verb_name(line, verb, verbs), verb) if who and who != UNKNOWN else None
    return None


def colon(line: Paragraph, quote: int) -> Clause | None:
    """X took a harder line: "…"."""
    low = line.first[quote]
    if line.text(quote - 1) != ":" or quote == low:
        return None
    return Clause(main_subject(line, low, quote), None)


def _is_clause(line: Paragraph, low: int, verb: int, who: Who) -> bool:
    """Whether subject and verb begin right behind the quotation: no other clause stands between."""
    small = words()
    if line.text(low) in small.conjunctions or line.text(low) in small.clauses:
        return False
    reach = who.place if who.place >= low else verb
    return not any(line.text(place) in {",", ";", "(", ")"} for place in range(low, reach))


def at_comma(line: Paragraph, comma: int, verb: int, who: Who) -> bool:
    """Whether a clause that begins behind a comma begins with its subject."""
    return _is_clause(line, comma + 1, verb, who) and noun_phrase(line, comma + 1, max(who.place, comma + 1))


def goes_on(line: Paragraph, place: int) -> bool:
    """Whether what follows a verb is what it says, not where or when it was said."""
    return (
        line.text(place) in words().contents | {"that", ":"}
        or line.kind(place) == "quote"
        or line.is_speaker(place)
    )


def _next_quote(line: Paragraph, low: int) -> int:
    """Where the clause behind a quotation ends at the latest."""
    high = line.last[low]
    following = next(
        (place for place in range(low, min(high, low + FAR)) if line.kind(place) == "quote"), high
    )
    return min(high, following, low + FAR)


def joined(line: Paragraph, one: int, other: int) -> bool:
    """Whether nothing but small words stands between two quotations: "rusty" and "full of ghosts"."""
    return other - one <= 3 and all(line.text(place) in words().joints for place in range(one + 1, other))
