"""Indirect speech: the clause of "X said that …", "…, X said" and "according to X, …".

Only with a speaker: without one, words that stand between no marks are nobody's.
"""

from collections.abc import Iterator
from typing import NamedTuple

from ingest.quotes.attribution import at_comma, goes_on, source
from ingest.quotes.discourse import Discourse
from ingest.quotes.lexicon import Verbs, words
from ingest.quotes.marks import MARK
from ingest.quotes.subjects import REACH, Who, before_verb
from ingest.quotes.tokens import Paragraph, verb_name

#: Tokens between a verb and its "that": "told reporters in the capital on Monday that".
UP_TO_THAT = 9
#: A clause of fewer tokens says nothing.
SHORTEST = 3
#: What may stand between a verb and its "that" besides small words.
NAMES = frozenset({"person", "organisation", "place", "quote"})
#: Longer ones are sentences whose end was not seen.
LONGEST = 120


class Stretch(NamedTuple):
    """A clause in code points of the body, with the number of its speaker's mention."""

    start: int
    end: int
    speaker: int
    verb: str


def indirect(body: str, number: int, discourse: Discourse, verbs: Verbs) -> Iterator[Stretch]:
    """The indirect speech of one paragraph, in order, none over another."""
    line = discourse.lines[number]
    done = -1
    for low, high, who, verb in sorted(_clauses(line, verbs)):
        speaker = discourse.speaker(number, who)
        if speaker is None or low < done:
            continue
        while high > low and (
            line.text(high - 1) in {".", ",", ";", "!", "?"} and line.kind(high - 1) == "mark"
        ):
            high -= 1
        if high - low < SHORTEST or line.kind(low) == "quote" or MARK.match(line.text(low)):
            continue
        done = high
        yield Stretch(line.tokens[low].start, line.tokens[high - 1].end, speaker, verb)


def _clauses(line: Paragraph, verbs: Verbs) -> Iterator[tuple[int, int, Who, str]]:
    for verb in line.verbs:
        if (
            line.text(verb) not in verbs.indirect
            and f"{line.text(verb)} {line.text(verb + 1)}" not in verbs.indirect
        ):
            continue
        low, high = line.first[verb], line.last[verb]
        quoted = line.quoted_before(verb)
        who = before_verb(line, verb, max(low, quoted + 1) if quoted is not None else low, verbs)
        if who is None or who.how == "unknown":
            continue
        name = verb_name(line, verb, verbs) or ""
        start = _content(line, verb, high)
        if start is not None:
            yield start, _end(line, start, high, low), who, name
        elif (comma := _ends_with(line, verb, low, who)) is not None:
            yield low, comma, who, name
    starts = sorted(set(line.first))
    for low in starts:
        high = line.last[low]
        for place, name_at in line.sources_between(low, high)[:1]:
            clause = source(line, place, name_at)
            if clause.who.how != "name":
                continue
            after = clause.who.place + 1
            if place == low and line.text(after) == ",":
                yield after + 1, high, clause.who, clause.verb or ""
            elif place > low and line.text(place - 1) == "," and line.text(after) in {".", ""}:
                yield low, place - 1, clause.who, clause.verb or ""


def _content(line: Paragraph, verb: int, high: int) -> int | None:
    """Where what is said begins behind a verb: after "that", or at once."""
    small = words()
    place = verb + 1
    if line.text(place) in {"out"}:
        place += 1
    for that in range(place, min(high, place + UP_TO_THAT)):
        text = line.text(that)
        if text in small.complements:
            return that + 1
        known = text in small.fillers | small.days or line.kind(that) in NAMES
        if not (known or text in small.owners or line.tokens[that].capital):
            break
    bare = line.text(verb) in small.bare
    begins = line.text(place) in small.contents or line.is_speaker(place)
    return place if bare and begins and place < high else None


def _end(line: Paragraph, start: int, high: int, low: int) -> int:
    """Where a clause ends: at its sentence's end, a semicolon, a contrast; "while she said that …, he"."""
    inside = line.text(low) in words().dependent
    for place in range(start, min(high, start + LONGEST)):
        if line.text(place) == ";" or (
            line.text(place) == "," and (inside or line.text(place + 1) in words().contrasts)
        ):
            return place
    return high if high - start <= LONGEST else start


def _ends_with(line: Paragraph, verb: int, low: int, who: Who) -> int | None:
    """The comma before "X said" at the end of a sentence without marks; None if it is something else."""
    if line.kind(low) == "quote" or goes_on(line, verb + 1) or _resumes(line, verb + 1):
        return None
    comma = next(
        (place for place in range(who.place, max(low, who.place - REACH), -1) if line.text(place) == ","),
        None,
    )
    if comma is None or comma - low < SHORTEST or line.kind(comma - 1) == "quote":
        return None
    if line.text(low) in words().subordinate | words().conjunctions or not at_comma(line, comma, verb, who):
        return None
    return comma


def _resumes(line: Paragraph, place: int) -> bool:
    """Whether the sentence that "X said" interrupts goes on behind it: the wall, X said, is late."""
    small = words()
    following = line.text(place + 1)
    aside = following in small.prepositions | small.subordinate or following.endswith("ing")
    return line.text(place) == "," and not aside
