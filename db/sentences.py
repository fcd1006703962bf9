"""Text cut into paragraphs and sentences, as far as news needs it: what ``/s`` and ``/p`` look into."""

import re
import tomllib
from functools import cache
from pathlib import Path

_PARAGRAPH = re.compile(r"\n\s*\n")
#: Where a sentence may end: a mark, what closes with it, and a space; Chinese and Japanese need no space.
#: A set at the beginning, not a repeated one, lets the search skip to it: a quarter of the time.
_END = re.compile(r"""([.!?…。！？｡][.!?…。！？｡]*)["'”’»›)\]」』）》]*(?:\s+(?=["'“‘„«‹(\[¿¡]*([^\W_])))?""")
_WITHOUT_SPACE = "。！？｡"
_OPENING = "\"'“‘„«‹([¿¡"
_DOTTED = re.compile(r"(?:[^\W\d_]{1,2}\.)+[^\W\d_]{1,2}")
_AFTER = re.compile(r"[^\W\d_]+")
#: Characters before a full stop that may belong to its word: no abbreviation is longer.
_LOOK_BACK = 16


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a body, which blank lines part.

    >>> paragraphs("One.\\n\\nTwo.")
    ['One.', 'Two.']
    """
    return [piece for piece in _PARAGRAPH.split(text) if piece.strip()]


def sentences(text: str) -> list[str]:
    """The sentences of a text; a paragraph's end is a sentence's end.

    >>> sentences("Mr. Lund left the U.S. Senate at 5 p.m. sharp. “Why?” asked J. K. Moe. He did not say.")
    ['Mr. Lund left the U.S. Senate at 5 p.m. sharp.', '“Why?” asked J. K. Moe.', 'He did not say.']
    >>> sentences("桥已开放。市民很高兴！")
    ['桥已开放。', '市民很高兴！']
    """
    return [sentence for paragraph in paragraphs(text) for sentence in _cut(paragraph)]


def _cut(text: str) -> list[str]:
    found, start = [], 0
    for end in _END.finditer(text):
        if _ends(text, end):
            found.append(text[start : end.end()].strip())
            start = end.end()
    found.append(text[start:].strip())
    return [sentence for sentence in found if sentence]


def _ends(text: str, end: re.Match[str]) -> bool:
    """Whether a mark ends the sentence."""
    if end[1][-1] in _WITHOUT_SPACE:
        return True
    if not end[2] or end[2].islower():
        return False
    if end[1] != ".":
        return True
    place = end.start()
    words = text[max(0, place - _LOOK_BACK) : place].split()
    before = words[-1].lstrip(_OPENING).lower() if words else ""
    rules = _rules()
    if len(before) == 1 and before.isalpha():
        return False
    if not _DOTTED.fullmatch(before):
        if before not in rules["abbreviations"]:
            return True
        if before not in rules["unsure"]:
            return False
    # U.S., p.m., Inc.: the next word tells
    opener = _AFTER.search(text, end.end())
    return opener is not None and opener[0].lower() in rules["openers"]


@cache
def _rules() -> dict[str, frozenset[str]]:
    text = (Path(__file__).parent / "sentences.toml").read_text("utf-8")
    return {name: frozenset(words) for name, words in tomllib.loads(text).items()}
