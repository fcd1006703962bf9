"""Who does the saying: the subject of a verb, found by what stands between the two.

Every rule gives up (``UNKNOWN``) rather than take the next best name.
"""

from typing import NamedTuple

from ingest.quotes.lexicon import Verbs, words
from ingest.quotes.tokens import Paragraph

#: Tokens from a verb to its subject, an appositive in between included; longer ones are other clauses.
REACH = 30
#: Tokens from a verb to the name behind it: "said the company's deputy head of research, Ana Ruiz".
REACH_BEHIND = 14


class Who(NamedTuple):
    """A subject: ``how`` is name, pronoun, role ("the minister") or unknown; ``place`` its token."""

    how: str
    place: int = -1


UNKNOWN = Who("unknown")


def before_verb(line: Paragraph, verb: int, low: int, verbs: Verbs) -> Who | None:
    """The subject that stands before a verb, not before token ``low``; None if it is not a saying at all
    ("did not say") or nothing stands there.
    """
    small = words()
    if line.text(verb) in verbs.participles:
        return main_subject(line, low, verb)
    place = verb - 1
    while (place >= low and line.text(place) in small.between) or line.text(place).endswith("ly"):
        if line.text(place) in small.negations:
            return None
        place -= 1
    if place >= low and line.text(place) in small.days:
        place -= 2 if line.text(place - 1) in {"on", "late", "early"} else 1
    if place < low:
        return None
    text = line.text(place)
    if text in small.negations:
        return None
    if text == ")":
        opened = next((p for p in range(place, max(low, place - REACH), -1) if line.text(p) == "("), place)
        place, text = opened - 1, line.text(opened - 1)
    if place >= low and line.is_speaker(place):
        return governed(line, place, low)
    if pronoun(text):
        return Who("pronoun", place)
    if text in small.relatives:
        before = place - 2 if line.text(place - 1) == "," else place - 1
        return governed(line, before, low) if line.is_speaker(before) else UNKNOWN
    if text in small.conjunctions:
        return main_subject(line, low, verb)
    if text == ",":
        return appositive(line, place, low)
    return Who("role", place) if text in small.roles else described(line, place, low)


def described(line: Paragraph, last: int, low: int) -> Who:
    """The person whom words behind the name describe, up to token ``last``: "Ana Ruiz of the board"."""
    for place in range(last, max(low, last - REACH_BEHIND), -1):
        if line.kind(place) not in {"word", "place", "organisation"} or line.is_verb(place):
            return UNKNOWN
        if line.kind(place - 1) == "person":
            follows = line.text(place) in words().describing
            return governed(line, place - 1, low) if follows and place - 1 >= low else UNKNOWN
    return UNKNOWN


def pronoun(text: str) -> bool:
    """Whether a word is he, she or it."""
    small = words()
    return text in small.he or text in small.she or text in small.it


def governed(line: Paragraph, place: int, low: int) -> Who:
    """The name at a place as a subject, unless another word is it: "a friend of Ana Ruiz"."""
    small = words()
    if line.text(place + 1) in small.owners:
        return UNKNOWN
    before, described = place - 1, False
    while before >= low and line.kind(before) != "quote":
        text = line.text(before)
        if text in small.days:
            return Who("name", place)
        attached = text in small.roles or text in small.attached or line.tokens[before].capital
        if line.kind(before) != "word" and not (described and line.kind(before) in {"place", "organisation"}):
            break
        if text in small.prepositions or not (attached or text in small.determiners or text in small.owners):
            break
        described = described or attached
        before -= 1
    if before < low:
        return Who("name", place)
    text = line.text(before)
    if text in small.joining and (line.is_speaker(before - 1) or line.text(before - 1) == "others"):
        return UNKNOWN
    if text not in small.prepositions:
        return Who("name", place)
    speaks_for = line.text(before - 1) in small.spokes and text in small.belonging
    if speaks_for and line.kind(place) == "organisation":
        return Who("name", place)
    return UNKNOWN


def appositive(line: Paragraph, comma: int, low: int) -> Who:
    """The name before an appositive that a comma closes: "Ana Ruiz, the minister for roads, said"."""
    for place in range(comma - 1, max(low, comma - REACH) - 1, -1):
        if not line.is_speaker(place) or line.text(place + 1) != ",":
            continue
        if place + 1 == comma and line.text(place - 1) == "," and line.kind(place) == "person":
            # "her son, Tom Fox, said"
            return Who("name", place)
        if place + 1 == comma:
            continue
        following = line.tokens[place + 2]
        if not (following.capital and following.kind == "word" and not low):
            return governed(line, place, low)
    return UNKNOWN


def noun_phrase(line: Paragraph, low: int, high: int) -> bool:
    """Whether the words between two tokens may stand before a name and no clause among them."""
    small = words()
    return all(
        line.tokens[place].capital
        or line.kind(place) in {"place", "organisation"}
        or line.text(place)
        in small.determiners | small.roles | small.attached | small.spokes | small.owners | {"."}
        for place in range(low, high)
    )


def main_subject(line: Paragraph, low: int, high: int) -> Who:
    """The subject of the main clause between two tokens: a name at its head, perhaps behind an
    introduction and a comma.
    """
    small = words()
    starts = [low]
    if line.text(low) in small.subordinate or line.kind(low) == "quote":
        starts += [place + 1 for place in range(low, min(high, low + REACH)) if line.text(place) == ","]
    who = UNKNOWN
    for start in starts:
        who = head(line, start, high)
        if who.how in {"name", "pronoun"}:
            return who
    return who


def head(line: Paragraph, start: int, high: int) -> Who:
    """The name, pronoun or role with which a clause begins."""
    small = words()
    role = -1
    for place in range(start, min(high, start + REACH_BEHIND)):
        token = line.tokens[place]
        text = token.text
        joined = line.text(place + 1) in small.joining and line.is_speaker(place + 2)
        if token.kind == "person":
            owner = line.text(place + 1) in small.owners
            # "the lawyer of Ana Ruiz", but "the minister of Foreign Affairs Ana Ruiz"
            of = role >= 0 and line.text(place - 1) in small.belonging
            return UNKNOWN if owner or joined or of else Who("name", place)
        if token.kind == "word" and pronoun(text):
            return Who("pronoun", place)
        if text in small.roles or text in small.spokes:
            role = place
        elif token.kind == "organisation":
            if not _describes(line, place, high):
                return UNKNOWN if joined else Who("name", place)
        elif not (
            token.capital or text in small.determiners or text in small.attached or text in small.owners
        ):
            leading = place == start and text in small.conjunctions
            office = text in small.belonging and role == place - 1
            if not (leading or office):
                break
    return Who("role", role) if role >= 0 else UNKNOWN


def _describes(line: Paragraph, place: int, high: int) -> bool:
    """Whether an organisation at a clause's head only describes its subject: "the Red Cross driver was"."""
    small = words()
    if place + 1 >= high:
        return False
    follows = line.tokens[place + 1]
    noun = follows.kind == "word" and (line.text(place + 2) in small.finite or line.is_verb(place + 2))
    known = follows.text in small.roles or follows.text in small.spokes or follows.text in small.owners
    return follows.capital or known or (noun and not line.is_verb(place + 1))
