"""Whether two names that may be one are one: what speaks for it, and when that is enough.

Pure: of each pair only numbers are known. How far names go together is for who made the merge keys to
say (``rule``); here it is asked who else stands in the articles of both, and who else may be meant. A
likeness of letters is never enough. Thresholds were set on two thirds of tests/cases/pairs.toml.
"""

from dataclasses import dataclass

#: What a name that everybody knows weighs beside one that tells: half the news names the United States.
COMMON = 0.25
#: However many they are, they weigh less than what any rule needs: one name at least must tell.
COMMON_AT_MOST = 0.9
#: What must be shared for each rule. An acronym has been explained by an article, so one name is enough.
NEEDED = {
    "surname": 2.0,
    "initials": 2.0,
    "middle name": 1.25,
    "second name": 2.0,
    "longer name": 2.0,
    "short form": 1.25,
    "transcription": 1.25,
    "acronym": 1.0,
    "order": 1.25,
}
#: Rules by which a short name could be many people's: there must be one whom hardly anybody else rivals.
SHORTENED = frozenset({"surname", "initials", "acronym"})
#: Share of the articles of all who may be meant that must be the one's.
DOMINANT = 0.8
#: A surname alone may be many people's in many articles: in so many of them nobody of the one's company
#: may be missing.
STRANGERS = 0.2
#: Named in one article only, nobody is known well enough to be meant by a surname elsewhere.
FEWEST_ARTICLES = 2


@dataclass(frozen=True, slots=True)
class Pair:
    """A short name and a long one, and what the archive knows of them.

    ``telling`` and ``common`` count the names that stand with both; ``strangers`` of the short name's
    ``articles`` share none with the long one's ``bearer_articles``; ``rivals`` counts the articles of all
    others whom the short name could mean; ``explained``: an article has the acronym behind the name;
    ``together``: in so many articles both stand, and were taken for two there.
    """

    rule: str
    articles: int
    bearer_articles: int
    telling: int = 0
    common: int = 0
    strangers: int = 0
    rivals: int = 0
    explained: bool = False
    together: int = 0

    @property
    def shared(self) -> float:
        """What the shared names weigh."""
        return self.telling + min(COMMON_AT_MOST, COMMON * self.common)

    @property
    def share(self) -> float:
        """Share of the bearer among all who may be meant, by articles."""
        return self.bearer_articles / max(1, self.bearer_articles + self.rivals)


def one(pair: Pair) -> bool:
    """Whether a pair is one.

    >>> one(Pair("surname", 2, 9, telling=2)), one(Pair("surname", 2, 9))
    (True, False)
    >>> one(Pair("surname", 2, 9, telling=2, rivals=9))
    False
    """
    if pair.shared < NEEDED[pair.rule]:
        return False
    if pair.rule in SHORTENED and pair.share < DOMINANT:
        return False
    if pair.rule == "acronym":
        return pair.explained
    if pair.together and pair.rule != "order":
        return False
    if pair.rule == "surname":
        enough = pair.bearer_articles >= FEWEST_ARTICLES
        return enough and pair.strangers <= STRANGERS * pair.articles
    return True


def evidence(pair: Pair) -> list[str]:
    """What speaks for and against a pair, for a reader.

    >>> evidence(Pair("surname", 2, 9, telling=2, rivals=1))
    ['surname', 'shares 2 telling and 0 common names', '90 % of all articles on who may be meant']
    """
    said = [pair.rule, f"shares {pair.telling} telling and {pair.common} common names"]
    if pair.rivals:
        said.append(f"{100 * pair.share:.0f} % of all articles on who may be meant")
    if pair.strangers:
        said.append(f"{pair.strangers} of {pair.articles} articles share nobody")
    if pair.explained:
        said.append("an article explains the acronym")
    return said
