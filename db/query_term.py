"""A word or phrase of a query: the leaf of its tree that FTS5 knows."""

from dataclasses import dataclass

from db import unspaced

#: The parts of an article that have columns in the index, in its order.
PARTS = ("headline", "standfirst", "body", "byline", "section", "dateline")
#: Those whose unspaced writing the index holds in pairs.
PAIRED = ("headline", "standfirst", "body")


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase, perhaps only the beginning of one, perhaps in one part of the article."""

    text: str
    prefix: bool = False
    part: str | None = None

    @property
    def unspaced(self) -> bool:
        """Whether the term is looked up in pairs of letters.

        >>> Term("关系").unspaced, Term("关系", part="byline").unspaced
        (True, False)
        """
        return (self.part is None or self.part in PAIRED) and unspaced.is_unspaced(self.text)

    @property
    def match(self) -> str:
        """The term as FTS5 text; all that it means, and for unspaced writing in one part, some more.

        >>> Term("gov", prefix=True, part="headline").match
        'headline : "gov" *'
        >>> Term("中美关系").match
        'unspaced : "中美 美关 关系" OR "中美关系"'
        """
        part = f"{self.part} : " if self.part else ""
        if self.unspaced and (found := unspaced.pairs_query(self.text)):
            # Mixed writing is one word for the tokenizer, with whatever letters stand beside it.
            return found if unspaced.is_mixed(self.text) else f"{found} OR {part}{self.phrase}"
        return part + self.phrase

    @property
    def phrase(self) -> str:
        """The words alone as FTS5 text, as ``NEAR`` takes them."""
        text = self.text.replace('"', '""')
        return f'"{text}"{" *" if self.prefix else ""}'

    @property
    def words(self) -> str:
        """The term in plain words."""
        name = f'"{self.text}"' if " " in self.text else self.text
        name = f"{name}… (any ending)" if self.prefix else name
        return f"{name} in the {self.part}" if self.part else name
