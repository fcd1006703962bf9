"""The subject behind its verb: "…," said the union's head, Ana Ruiz."""

from ingest.quotes.lexicon import words
from ingest.quotes.subjects import REACH_BEHIND, UNKNOWN, Who, pronoun
from ingest.quotes.tokens import Paragraph

#: Tokens from an organisation to the person whom it describes.
DESCRIPTION = 8


def behind_verb(line: Paragraph, start: int, high: int) -> Who | None:
    """The subject behind a verb: "said the union's head, Ana Ruiz"; None if no subject begins there."""
    small = words()
    if start >= high:
        return None
    first = line.tokens[start]
    if first.kind == "word" and pronoun(first.text):
        return Who("pronoun", start)
    if first.kind == "word" and (first.text in small.prepositions or first.text in small.clauses):
        return None
    role = -1
    for place in range(start, min(high, start + REACH_BEHIND)):
        token = line.tokens[place]
        if token.kind == "person":
            return _name_behind(line, place)
        if token.kind == "organisation" and not _person_near(line, place, high):
            return _organisation_behind(line, place, start)
        if token.text in small.roles or token.text in small.spokes:
            role = place
        comma = token.text == "," and line.kind(place + 1) == "person"
        stops = token.kind in {"mark", "quote"} and token.text not in {"-", "&"}
        if (stops and not comma) or token.text in small.clauses or line.is_verb(place):
            break
    return Who("role", role) if role >= 0 else UNKNOWN


def _name_behind(line: Paragraph, place: int) -> Who:
    small = words()
    before = place - 1
    while line.kind(before) == "word" and (
        line.tokens[before].capital or line.text(before) in small.attached
    ):
        before -= 1
    joined = line.text(place + 1) in small.joining and line.is_speaker(place + 2)
    owner = line.text(place + 1) in small.owners
    if line.text(before) in small.kin or joined or owner:
        return UNKNOWN
    return Who("name", place)


def _organisation_behind(line: Paragraph, place: int, start: int) -> Who:
    small = words()
    between = [line.text(number) for number in range(start, place)]
    speaks_for = [text for text in between if text not in small.determiners and not text.istitle()]
    spoken = len(speaks_for) == 2 and speaks_for[0] in small.spokes and speaks_for[1] in small.prepositions
    follows = line.text(place + 1)
    # "said a Treasury aide", "said the union's lawyer": the organisation only describes the speaker.
    ends = line.kind(place + 1) in {"", "mark", "quote"} or follows in small.prepositions | small.days
    if not (ends or follows in small.conjunctions | small.subordinate | {"that"}):
        return UNKNOWN
    return Who("name", place) if spoken or all(text in small.determiners for text in between) else UNKNOWN


def _person_near(line: Paragraph, place: int, high: int) -> bool:
    """Whether a person's name ends what begins with an organisation's: "Harbour Trust doctor Ana Ruiz"."""
    small = words()
    for number in range(place + 1, min(high, place + DESCRIPTION)):
        if line.kind(number) == "person":
            return True
        text = line.text(number)
        comma = text == "," and line.kind(number + 1) == "person"
        if line.kind(number) == "quote" or (line.kind(number) == "mark" and not comma):
            return False
        if text in small.prepositions - small.belonging or line.is_verb(number):
            return False
    return False
