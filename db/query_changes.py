"""The parts of a query that are about versions: what was changed, and in which words."""

from dataclasses import dataclass
from typing import Literal

from db.query_term import Term
from db.unspaced import is_mixed, pairs_query

#: What may stand before a colon: a field that was changed, words that came or went, a state of the article.
CHANGES = ("changed", "added", "removed", "is")

#: What may stand behind ``changed:``, and the field that it means.
_FIELDS = {
    "any": "any",
    "anything": "any",
    "headline": "headline",
    "hl": "headline",
    "title": "headline",
    "standfirst": "standfirst",
    "body": "body",
    "text": "body",
    "byline": "byline",
    "author": "byline",
    "section": "section",
}
#: What was changed stands in one table; it is told from the states in another.
_TOLD = frozenset({"versions", "changes"})
#: What may stand behind ``is:``.
_STATES = {"corrected": "corrected", "correction": "corrected", "retracted": "retracted", "changed": "any"}


@dataclass(frozen=True, slots=True)
class Changed:
    """Articles of which some field was changed, or that were corrected or retracted.

    ``what`` is headline, standfirst, body, byline, section, any, corrected or retracted.
    """

    what: str

    @property
    def tables(self) -> frozenset[str]:
        """The tables that tell it, all of which a reader must be allowed to see.

        >>> sorted(Changed("corrected").tables), sorted(Changed("body").tables)
        (['changes', 'notes', 'versions'], ['changes', 'versions'])
        """
        return _TOLD | ({"notes"} if self.what in ("corrected", "retracted") else set())

    @property
    def words(self) -> str:
        """The change in plain words.

        >>> Changed("headline").words, Changed("corrected").words
        ('with a changed headline', 'with a correction')
        """
        told = {"corrected": "with a correction", "retracted": "with a retraction", "any": "with any change"}
        return told.get(self.what, f"with a changed {self.what}")


@dataclass(frozen=True, slots=True)
class ChangedText:
    """Articles of which a later state added a term, or removed it."""

    where: Literal["added", "removed"]
    term: Term

    @property
    def tables(self) -> frozenset[str]:
        """The tables that tell it, all of which a reader must be allowed to see."""
        return _TOLD

    @property
    def words(self) -> str:
        """The words in plain words.

        >>> ChangedText("added", Term("prime minister")).words
        'with "prime minister" added'
        """
        return f"with {self.term.words} {self.where}"

    @property
    def match(self) -> str:
        """The words as text for the index of changes.

        >>> ChangedText("removed", Term("tax", prefix=True)).match
        'removed : "tax" *'
        """
        text = f"{self.where} : {self.term.phrase}"
        if not self.term.unspaced or is_mixed(self.term.text):
            return text
        found = pairs_query(self.term.text)
        return f"{found.replace('unspaced :', f'{self.where}_unspaced :')} OR {text}" if found else text


def about_changes(name: str, text: str, prefix: bool) -> Changed | ChangedText | str:
    """What ``name:text`` asks for; a sentence why it is ignored if it makes no sense.

    >>> about_changes("changed", "hl", False), about_changes("changed", "mind", False)
    (Changed(what='headline'), 'No part of an article to be changed: mind (headline, body, byline, any).')
    """
    small = text.casefold()
    if name == "changed":
        field = _FIELDS.get(small)
        return (
            Changed(field)
            if field
            else f"No part of an article to be changed: {text} (headline, body, byline, any)."
        )
    if name == "is":
        state = _STATES.get(small)
        return Changed(state) if state else f"Nothing that an article can be: {text} (corrected, retracted)."
    return ChangedText("added" if name == "added" else "removed", Term(text, prefix))
