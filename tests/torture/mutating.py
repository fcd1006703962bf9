"""Files made of hostile ones and our own samples: cut, spliced, doubled, sprinkled, packed; by seed."""

import gzip
import random
from collections.abc import Sequence
from functools import cache

import hostile_bytes
import hostile_markup
import hostile_records
from faults import ROOT
from hostile_case import Case

#: Largest file that is tried in the short form (bytes).
SMALL = 400_000
#: Longest file that is mutated (bytes): the many are to be small, the large ones are tried as they are.
LONGEST = 60_000
#: Bytes that mean something to one reader or another.
TELLING = tuple(
    piece.encode("latin-1")
    for piece in (
        *("<", ">", "<p>", "</p>", "<!--", "<script>", "<![CDATA[", "&#", "&#0;", "{", "}", "[", '"', "\\"),
        *("\\ud800", "\\u0000", "\0", "\xff\xfe", "\xfe\xff", "\xef\xbb\xbf", "\x1f\x8b", "\r", "\n\n"),
        *("\xe2\x80\xae", "\xed\xa0\x80", "\xc3\x83\xc2\xa4", "By ", "![](", "](", "**", "\x1b[31m", "\x85"),
        *("\xcc\x81" * 40, "999999999"),
    )
)


def every_case() -> list[Case]:
    """Every hostile file, the smallest first."""
    found = [*hostile_bytes.cases(), *hostile_markup.cases(), *hostile_records.cases()]
    return sorted(found, key=lambda one: len(one.data))


@cache
def small_cases() -> list[Case]:
    """The hostile files that are not large; the others are too large to be kept."""
    return [one for one in every_case() if len(one.data) <= SMALL]


@cache
def samples() -> tuple[bytes, ...]:
    """Our own sample files, and the small ones of the hostile."""
    own = [path.read_bytes() for path in sorted((ROOT / "seeds").rglob("*.*")) if path.name != "README.md"]
    return (*own, *(one.data for one in small_cases() if 0 < len(one.data) <= LONGEST))


def mutated(seed: int) -> bytes:
    """A file that follows from its number alone."""
    dice = random.Random(seed)
    data = dice.choice(samples())
    for _ in range(dice.choice((1, 1, 2, 3, 5))):
        data = dice.choice(WAYS)(data[:LONGEST], dice)
    return data


def _cut(data: bytes, dice: random.Random) -> bytes:
    return data[: dice.randrange(len(data) + 1)]


def _splice(data: bytes, dice: random.Random) -> bytes:
    other = dice.choice(samples())[:LONGEST]
    return data[: dice.randrange(len(data) + 1)] + other[dice.randrange(len(other)) :]


def _double(data: bytes, dice: random.Random) -> bytes:
    start, end = sorted((dice.randrange(len(data) + 1), dice.randrange(len(data) + 1)))
    return data[:end] + data[start:end] * dice.choice((1, 2, 30)) + data[end:]


def _sprinkle(data: bytes, dice: random.Random) -> bytes:
    out = bytearray(data)
    for _ in range(dice.choice((1, 3, 20, 200))):
        place = dice.randrange(len(out) + 1)
        out[place:place] = _piece(dice)
    return bytes(out)


def _overwrite(data: bytes, dice: random.Random) -> bytes:
    out = bytearray(data)
    for _ in range(dice.choice((1, 3, 20, 200))):
        if out:
            out[dice.randrange(len(out))] = dice.randrange(256)
    return bytes(out)


def _repeat(data: bytes, dice: random.Random) -> bytes:
    place = dice.randrange(len(data) + 1)
    return data[:place] + _piece(dice) * dice.choice((50, 1_000, 5_000)) + data[place:]


def _pack(data: bytes, dice: random.Random) -> bytes:
    packed = gzip.compress(data, mtime=0)
    return dice.choice((packed, packed + packed, packed[: dice.randrange(len(packed))]))


def _recode(data: bytes, dice: random.Random) -> bytes:
    text = data.decode("utf-8", "replace")
    return text.encode(
        dice.choice(("utf-16-le", "utf-16", "cp1252", "gb18030", "utf-32", "utf-8-sig")), "replace"
    )


def _piece(dice: random.Random) -> bytes:
    return dice.choice(TELLING) if dice.random() < 0.8 else dice.randbytes(dice.choice((1, 4, 40)))


WAYS: Sequence = (_cut, _splice, _double, _sprinkle, _sprinkle, _overwrite, _repeat, _pack, _recode)
