"""SQL functions in linear time: SQLite's own are searches without an index, which no time limit can end.

``instr`` of a part of four million letters in ten million runs for hours in one call; a time limit is looked
at between two calls only, and threads that clean up after earlier queries come to wait for it, with all of
the server behind them. These do the same in less than a second.
"""

import json
from typing import Any

#: Bytes of the longest string that these make; of others SQLite itself is asked to be as strict.
LONGEST = 10_000_000

Value = str | bytes | int | float | None


def _text(value: Value) -> str:
    """A value as SQLite casts it to text.

    >>> _text(5), _text(2.0), _text(b"ab")
    ('5', '2.0', 'ab')
    """
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, float):
        return f"{value:.15g}" + ".0" * value.is_integer()
    return str(value)


def instr(text: Value, part: Value) -> int | None:
    """The place of a part, from 1; 0 if it is not there.

    >>> instr("Eastmouth", "mouth"), instr("Eastmouth", "x"), instr("a", None)
    (5, 0, None)
    """
    if text is None or part is None:
        return None
    if isinstance(text, bytes) and isinstance(part, bytes):
        return text.find(part) + 1
    return _text(text).find(_text(part)) + 1


def replace(text: Value, old: Value, new: Value) -> Value:
    """A text with another for each part.

    >>> replace("a-b-c", "-", "+"), replace("abc", "", "x"), replace(None, "a", "b")
    ('a+b+c', 'abc', None)
    """
    if text is None or old is None:
        return None
    whole, old = _text(text), _text(old)
    # As SQLite: looked at first.
    if not old:
        return whole
    if new is None:
        return None
    new = _text(new)
    if len(whole) + whole.count(old) * (len(new) - len(old)) > LONGEST:
        raise MemoryError
    return whole.replace(old, new)


def ltrim(text: Value, letters: Value) -> str | None:
    """A text without those letters at its beginning.

    >>> ltrim("xxyabcx", "xy")
    'abcx'
    """
    if text is None or letters is None:
        return None
    whole, gone = _text(text), frozenset(_text(letters))
    return whole[next((i for i, letter in enumerate(whole) if letter not in gone), len(whole)) :]


def rtrim(text: Value, letters: Value) -> str | None:
    """A text without those letters at its end.

    >>> rtrim("xabcyxx", "xy")
    'xabc'
    """
    turned = ltrim(None if text is None else _text(text)[::-1], letters)
    return turned and turned[::-1]


def trim(text: Value, letters: Value) -> str | None:
    """A text without those letters at both ends.

    >>> trim("xxyabcyx", "xy"), trim("", "x"), trim("x", None)
    ('abc', '', None)
    """
    return rtrim(ltrim(text, letters), letters)


def json_patch(target: Value, patch: Value) -> str | None:
    """A merge patch (RFC 7396), as SQLite's.

    >>> json_patch('{"a":1,"b":2}', '{"b":null,"c":[3]}')
    '{"a":1,"c":[3]}'
    """
    if target is None or patch is None:
        return None
    merged = _merged(json.loads(_text(target)), json.loads(_text(patch)))
    return json.dumps(merged, ensure_ascii=False, separators=(",", ":"))


def _merged(target: Any, patch: Any) -> Any:
    if not isinstance(patch, dict):
        return patch
    kept = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            kept.pop(name, None)
        else:
            kept[name] = _merged(kept.get(name), value)
    return kept


FUNCTIONS = {"instr": (instr, 2), "replace": (replace, 3), "json_patch": (json_patch, 2)}
FUNCTIONS |= {"trim": (trim, 2), "ltrim": (ltrim, 2), "rtrim": (rtrim, 2)}


def register(conn: Any) -> None:
    """Let a connection use these instead of SQLite's.

    >>> import sqlite3
    >>> conn = sqlite3.connect(":memory:")
    >>> register(conn)
    >>> conn.execute("select trim('--a--', '-'), instr('abc', 'c'), trim(' b ')").fetchone()
    ('a', 3, 'b')
    """
    for name, (function, number) in FUNCTIONS.items():
        conn.create_function(name, number, function, deterministic=True)
