"""The quotes of a body: marks found, decided upon, and each given to who said it.

Words between marks are a quote if a clause attributes them (then even one word is: called it "insulting"),
or if they are a sentence of their own. Names of things (the film "…"), words held at arm's length
(so-called "…") and other short words that nobody says are none.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.model import Mention, Quote
from ingest.quotes.attribution import Clause, attribution, joined
from ingest.quotes.discourse import Discourse
from ingest.quotes.eastern import eastern
from ingest.quotes.indirect import indirect
from ingest.quotes.lexicon import Verbs, verbs, words
from ingest.quotes.marks import Marked, marked, paragraphs
from ingest.quotes.subjects import UNKNOWN, main_subject
from ingest.quotes.tokens import Paragraph, paragraph

#: Words of a sentence that stands between marks without anybody being named for it.
SHORTEST_SENTENCE = 4
#: The same behind another quote and its "X said.".
SHORTEST_NEXT = 1
#: Without the marks of a sentence, more are needed: three to six words are mottos and titles.
SHORTEST_WITHOUT_STOP = 10
#: Words that are held at arm's length rather than quoted, this many tokens from a verb without a speaker.
LONGEST_ASIDE, NEAR = 2, 3
STOPS = frozenset(".!?…,")


@dataclass(frozen=True, slots=True)
class Said:
    """One quotation of a paragraph that is a quote: its token, the speaker's mention, the verb."""

    place: int
    speaker: int | None
    verb: str | None


def find(body: str, mentions: Sequence[Mention], language: str | None = None) -> list[Quote]:
    """Who said what in a body, in order; ``mentions`` are resolved, offsets count code points.

    A speaker who cannot be told is None. ``verb`` is the verb of saying in its basic form.

    >>> body = "Ana Ruiz said: “No.” The talks were “very frank”, she added."
    >>> ana = Mention(0, 8, "person", "Ana Ruiz")
    >>> [(body[quote.start : quote.end], quote.speaker, quote.verb) for quote in find(body, [ana])]
    [('No.', 'Ana Ruiz', 'say'), ('very frank', 'Ana Ruiz', 'add')]
    """
    spoken = verbs(language)
    named = sorted(
        ((number, one) for number, one in enumerate(mentions) if 0 <= one.start < one.end <= len(body)),
        key=lambda pair: (pair[1].start, -pair[1].end),
    )
    spans = marked(body)
    lines = []
    at = 0
    for (start, end), inside in zip(paragraphs(body), spans, strict=True):
        here = []
        while at < len(named) and named[at][1].start < end:
            here.append(named[at])
            at += 1
        lines.append(paragraph(body, start, end, inside, here, spoken))
    discourse = Discourse(lines, mentions)
    found: list[Quote] = []
    earlier: int | None = None
    for number, inside in enumerate(spans):
        said, earlier = _paragraph(body, number, inside, discourse, spoken, earlier)
        for one in said:
            span = inside[lines[number].tokens[one.place].item]
            found.append(_quote(discourse, span.start, span.end, "direct", one.speaker, one.verb))
        found += [
            _quote(discourse, one.start, one.end, "indirect", one.speaker, one.verb)
            for one in indirect(body, number, discourse, spoken)
        ]
    return sorted(found, key=lambda one: (one.start, one.end, one.kind))


def _quote(
    discourse: Discourse, start: int, end: int, kind: str, speaker: int | None, verb: str | None
) -> Quote:
    if speaker is None:
        return Quote(start, end, kind, None, None, verb)
    return Quote(start, end, kind, discourse.name(speaker), discourse.mentions[speaker].start, verb)


def _paragraph(
    body: str, number: int, spans: Sequence[Marked], discourse: Discourse, spoken: Verbs, earlier: int | None
) -> tuple[list[Said], int | None]:
    """The quotes of one paragraph, and the speaker with whom the next may go on (mention number)."""
    line = discourse.lines[number]
    clauses: dict[int, Clause | None] = {}
    for place in line.quotes:
        span = spans[line.tokens[place].item]
        clause = attribution(line, place, body[span.end - 1], spoken) or eastern(body, line, place)
        clauses[place] = clause
    for one, other in zip(line.quotes, line.quotes[1:], strict=False):
        if joined(line, one, other):
            clauses[other] = clauses[other] or clauses[one]
            clauses[one] = clauses[one] or clauses[other]
    said: list[Said] = []
    for place in line.quotes:
        span = spans[line.tokens[place].item]
        clause = clauses[place]
        goes_on = bool(said) and _goes_on_from(line, said[-1].place, place)
        if not is_quote(body, line, place, span, clause, SHORTEST_NEXT if goes_on else SHORTEST_SENTENCE):
            continue
        if clause is not None:
            speaker = discourse.speaker(number, clause.who)
            said.append(Said(place, speaker, clause.verb))
            at = clause.place if clause.place >= 0 else place
            if speaker is not None:
                discourse.spoke[number, line.first[min(at, len(line.tokens) - 1)]] = speaker
        else:
            speaker = _inherited(line, place, number, span, said, discourse, earlier)
            said.append(Said(place, speaker, None))
        if speaker is not None:
            discourse.spoke.setdefault((number, line.first[place]), speaker)
    return said, _goes_on(line, number, said, discourse)


def is_quote(
    body: str, line: Paragraph, place: int, span: Marked, clause: Clause | None, shortest: int
) -> bool:
    """Whether words between marks are somebody's words; a sentence has ``shortest`` words at least."""
    text = body[span.start : span.end]
    near = range(max(line.first[place], place - 2), place)
    if any(line.text(before) in words().names_of_things for before in near):
        return False
    if line.text(place - 1) == "as" and line.text(place - 2) in words().known_as:
        return False
    parts = text.split()
    sentence = (len(parts) >= shortest and text[-1] in STOPS) or len(parts) >= SHORTEST_WITHOUT_STOP
    titled = (
        len(parts) > 1 and all(part[0].isupper() for part in parts if len(part) > 3) and parts[0][0].isupper()
    )
    if len(parts) == 1 and text[0].isupper() and line.text(place - 1) in words().owners:
        return False
    if titled and text[-1] not in STOPS and (clause is None or clause.place != place - 1):
        return False
    if sentence or span.continued:
        return True
    if clause is None or clause.verb is None:
        return False
    # "Officials said the prisoner “exchange” went well": a word far from a verb that is nobody's.
    close = abs(place - clause.place) <= NEAR or clause.who != UNKNOWN
    return close or len(parts) > LONGEST_ASIDE


def _inherited(
    line: Paragraph,
    place: int,
    number: int,
    span: Marked,
    said: Sequence[Said],
    discourse: Discourse,
    earlier: int | None,
) -> int | None:
    """The speaker of a quotation without a clause of its own: he who was speaking, if nobody came between."""
    if said:
        return said[-1].speaker if _goes_on_from(line, said[-1].place, place) else None
    if place == 0 and (span.continued or len(line.quotes) == len(line.tokens)):
        return earlier
    low = line.first[place - 1] if place else 0
    if place and line.first[place] == place and (line.quoted_before(place) or -1) < low:
        who = main_subject(line, low, place)
        people = {discourse.name(t.item) for t in line.tokens[low:place] if t.kind == "person"}
        return discourse.speaker(number, who) if who.how == "name" and len(people) == 1 else None
    return None


def _goes_on_from(line: Paragraph, one: int, other: int) -> bool:
    """Whether no more than "X said." stands between two quotations."""
    gap = range(one + 1, other)
    ends = sum(line.last[place] == place + 1 for place in gap)
    return not gap or (ends <= 1 and bool(line.verbs_between(gap.start, gap.stop)))


def _goes_on(line: Paragraph, number: int, said: Sequence[Said], discourse: Discourse) -> int | None:
    """The speaker at a paragraph's end: of its last quotation, or whom its last sentence introduces."""
    if not line.tokens:
        return None
    last = line.first[-1]
    if line.text(len(line.tokens) - 1) == ":" and not any(place >= last for place in line.quotes):
        return discourse.speaker(number, main_subject(line, last, len(line.tokens)))
    if said and (said[-1].place >= last or line.verbs_between(said[-1].place, len(line.tokens))):
        ends = sum(line.last[p] == p + 1 for p in range(said[-1].place + 1, len(line.tokens)))
        return said[-1].speaker if ends <= 1 else None
    return None
