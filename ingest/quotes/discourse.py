"""Whom "he", "she", "it" and "the minister" mean: the last who fits, and nobody where two do."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ingest.model import Mention
from ingest.quotes.lexicon import given_names, words
from ingest.quotes.subjects import Who, main_subject
from ingest.quotes.tokens import Paragraph

#: Sentences that are looked at for whom a pronoun means, and paragraphs before its own.
SENTENCES_BACK = 3
PARAGRAPHS_BACK = 2
#: Tokens of a sentence in which the name is looked for.
NEAR = 60
#: Words between a name and the office that an appositive gives it: "Ana Ruiz, the new foreign minister".
APPOSITIVE = 6


@dataclass(slots=True)
class Discourse:
    """What is known when a sentence is reached: the paragraphs, and who spoke in which sentence.

    ``spoke`` maps (paragraph, first token of the sentence) to the number of the speaker's mention.
    """

    lines: Sequence[Paragraph]
    mentions: Sequence[Mention]
    spoke: dict[tuple[int, int], int] = field(default_factory=dict)
    offices: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    genders: dict[str, str] = field(default_factory=dict)
    printed: dict[str, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        for line in self.lines:
            for place, token in enumerate(line.tokens):
                if token.kind == "person":
                    name = self.name(token.item)
                    self.printed[name].append((token.start, token.item))
                    self._learn(line, place, name)

    def name(self, item: int) -> str:
        """The canonical name of a mention."""
        return self.mentions[item].name or self.mentions[item].surface

    def speaker(self, number: int, who: Who) -> int | None:
        """The mention that a subject in paragraph ``number`` means."""
        line = self.lines[number]
        if who.how == "name":
            return line.tokens[who.place].item
        if who.how == "pronoun":
            return self._antecedent(number, who.place)
        if who.how == "role":
            return self._holder(number, who.place)
        return None

    def _learn(self, line: Paragraph, place: int, name: str) -> None:
        """Take a person's offices and gender from the words around the name."""
        small = words()
        before = place - 1
        while before >= 0 and line.kind(before) == "word" and before > place - 4:
            text = line.text(before)
            if (
                text not in small.roles | small.attached | small.man | small.woman
                and not line.tokens[before].capital
            ):
                break
            self._describe(text, name)
            before -= 1
        if line.text(place - 1) == ".":
            self._describe(line.text(place - 2), name)
        if line.text(place + 1) == "," and line.text(place + 2) in small.determiners:
            for number in range(place + 3, place + 3 + APPOSITIVE):
                if line.kind(number) != "word":
                    break
                self._describe(line.text(number), name)
        surface = line.tokens[place].text.split()
        for text in surface[:1]:
            self._describe(text.strip("."), name)
        given = given_names().get(name.split()[0])
        # Alone, men's given names are too often surnames.
        if given and (" " in name or given == "woman"):
            self.genders.setdefault(name, given)

    def _describe(self, text: str, name: str) -> None:
        small = words()
        if text in small.roles:
            self.offices[text].add(name)
        for gender in ("man", "woman"):
            if text in getattr(small, gender):
                self.genders[name] = gender

    def _fits(self, item: int, pronoun: str) -> bool:
        small = words()
        if pronoun in small.it:
            return self.mentions[item].kind == "organisation"
        gender = self.genders.get(self.name(item))
        wanted = {"man"} if pronoun in small.he else {"woman"}
        # Words that mean he in one language and she in none of the others that we know.
        return self.mentions[item].kind == "person" and (gender is None or gender in wanted)

    def _antecedent(self, number: int, place: int) -> int | None:
        """Whom the pronoun at a place means; None where two could be meant."""
        pronoun = self.lines[number].text(place)
        for line, low, high in self._back(number, place):
            tokens = self.lines[line].tokens
            spoke = self.spoke.get((line, low))
            if spoke is not None and self._fits(spoke, pronoun):
                return spoke
            near = tokens[max(low, high - NEAR) : high]
            fit = {
                self.name(one.item): one.item
                for one in near
                if one.item >= 0 and one.kind != "quote" and self._fits(one.item, pronoun)
            }
            subject = main_subject(self.lines[line], low, high)
            if subject.how == "name" and self.name(tokens[subject.place].item) in fit:
                return tokens[subject.place].item
            if subject.how == "role":
                return None
            if fit:
                return next(iter(fit.values())) if len(fit) == 1 else None
            if spoke is not None and line != number:
                return None
        return None

    def _back(self, number: int, place: int) -> Iterator[tuple[int, int, int]]:
        """The stretches before a token: the rest of its own sentence, then sentences backwards."""
        line = self.lines[number]
        yield number, line.first[place], place
        for back in range(PARAGRAPHS_BACK + 1):
            if number - back < 0:
                return
            line = self.lines[number - back]
            high = line.first[place] if not back else len(line.tokens)
            for _ in range(SENTENCES_BACK):
                if high <= 0:
                    break
                low = line.first[high - 1]
                yield number - back, low, high
                high = low

    def _holder(self, number: int, place: int) -> int | None:
        """The one person whom the article gives the office at a place: "the minister"."""
        line = self.lines[number]
        holders = self.offices.get(line.text(place), ())
        if line.text(place - 1) not in words().determiners or line.text(place - 1) in {
            "a",
            "an",
            "another",
            "one",
        }:
            return None
        if len(holders) != 1:
            return None
        places = self.printed[next(iter(holders))]
        number = bisect_left(places, (line.tokens[place].start, -1))
        return places[number - 1][1] if number else None
