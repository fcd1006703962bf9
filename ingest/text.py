"""Small pure steps on strings: white space, widths, folding."""

import re
from functools import lru_cache

SPACE = re.compile(r"[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
WORD = re.compile(r"\w+")

#: Scripts that write a word in one or two characters, without spaces between words.
DENSE = re.compile("[\u0e00-\u0e7f\u1000-\u109f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")

#: How many Latin characters one character of a dense script says (Chinese and Korean news against its
#: English translation: 2.4 to 2.8).
DENSE_WIDTH = 2.5

#: A line ends a sentence with one of these, quotes and brackets after it allowed.
ENDS_SENTENCE = re.compile(r"""[.!?…。！？؟।:;][\s"'”’»«„“)\]」』）》]*$""")
ENDS_FULLY = re.compile(r"""[.!?…。！？؟।][\s"'”’»«„“)\]」』）》]*$""")


def fold_space(text: str) -> str:
    """White space folded: one blank between words, none at the ends.

    >>> fold_space("  08:28\\u00a0 UTC+8 ")
    '08:28 UTC+8'
    """
    return SPACE.sub(" ", text.replace("\n", " ")).strip()


def width(text: str) -> float:
    """Length in Latin characters, so that scripts compare.

    >>> width("news"), width("新闻")
    (4.0, 5.0)
    """
    return len(text) + (DENSE_WIDTH - 1) * len(DENSE.findall(text))


def word_count(text: str) -> int:
    """Words in a text; two characters of a script without spaces count as one.

    >>> word_count("It's news, isn't it?"), word_count("新闻报道")
    (4, 2)
    """
    dense = len(DENSE.findall(text))
    return len(re.findall(r"\w+(?:['’-]\w+)*", DENSE.sub(" ", text))) + (dense + 1) // 2


def is_sentence(text: str) -> bool:
    """Whether a line ends as a sentence does.

    >>> is_sentence("He left.”"), is_sentence("Special Reports")
    (True, False)
    """
    return bool(ENDS_FULLY.search(text))


@lru_cache(maxsize=4096)  # a page asks for each of its lines some ten times
def fold(text: str) -> str:
    """A key under which two printings of one line are equal: case and all but letters and digits gone.

    >>> fold("Donald Trump and Vladimir PutinAFP.") == fold("donald trump and vladimir putin AFP")
    True
    """
    return "".join(WORD.findall(text.casefold()))
