"""Text as the numbers of word pieces, as BERT's models read it: words, then the longest pieces known."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

#: Longer words are unknown to the model.
LONGEST = 100
#: Marks on letters, control and format characters: the model never saw one.
UNSEEN = ("Mn", "Cc", "Cf")

#: A word, one ideograph, or one mark: what stands alone.
_TOKEN = re.compile(r"[㐀-鿿豈-﫿]|[^\W_㐀-鿿豈-﫿]+|[^\w\s]|_")


class WordPieces:
    """The word pieces of one model. ``vocabulary`` in the order of their numbers; texts are cut at ``most``.

    >>> pieces = WordPieces(["[CLS]", "[SEP]", "[UNK]", "port", "##s", "shut", "."], 8)
    >>> pieces.numbers("Ports shut.")
    [0, 3, 4, 5, 6, 1]
    >>> pieces.numbers("Airports")
    [0, 2, 1]
    """

    def __init__(self, vocabulary: Sequence[str], most: int) -> None:
        self._number = {piece: number for number, piece in enumerate(vocabulary)}
        self._most = most
        self._pieces = lru_cache(1 << 16)(self._split)

    def numbers(self, text: str) -> list[int]:
        """The numbers of a text, with the marks of its beginning and end."""
        text = text.lower()
        if not text.isascii():
            apart = unicodedata.normalize("NFD", text)
            text = "".join(
                char for char in apart if char.isspace() or unicodedata.category(char) not in UNSEEN
            )
        found = [number for word in _TOKEN.findall(text) for number in self._pieces(word)]
        return [self._number["[CLS]"], *found[: self._most - 2], self._number["[SEP]"]]

    def _split(self, word: str) -> tuple[int, ...]:
        """The longest pieces from the left; the whole word is unknown if one is."""
        found: list[int] = []
        at = 0
        while at < len(word):
            begin = "##" if at else ""
            ends = range(len(word), at, -1)
            end = next((end for end in ends if begin + word[at:end] in self._number), None)
            if end is None or len(word) > LONGEST:
                return (self._number["[UNK]"],)
            found.append(self._number[begin + word[at:end]])
            at = end
        return tuple(found)
