"""A file of JSON to its records. Only what cannot be read is lost, in time that grows with the file alone."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ingest.formats.records import KEYS

TOO_DEEP, NO_RECORD = "values nested too deeply", "no record in it"
#: The characters of a number that is kept as a text: Python turns no longer one into an integer.
MAX_DIGITS = 4_000
#: How often the text may be gone over to find where broken records end: beyond that the search goes on from
#: where reading failed, so that no file takes the square of its length.
PASSES = 4
#: How far the end of a broken record is looked for by its brackets; beyond, the record's first key is.
FARTHEST = 1_000_000
#: Characters that are read at once: to tell of a fault Python counts the lines of all that it was given.
WINDOW, MARGIN = 64_000, 16_000
#: Characters before the end of a window within which a fault may be that of the window.
NEAR_END = 16
#: First keys of records that are remembered, and those of broken ones that may be.
MOST_KEYS = 8

#: How a record, or a list of them, begins.
OPENING = re.compile(
    r'\{\s*+"|\[\s*+(?:(?:null|true|false|\{\s*+\}|-?\d[\d.]{0,20}+|"[^"\n]{0,200}+")\s*+,\s*+){0,99}+\{(?!\{)'
)
LINE, ANY_LINE = re.compile(r'^[ \t]*+\{[ \t]*+"', re.M), re.compile(r"^[^\S\n]*+\S", re.M)
#: A list of records under the key ``articles``, behind short facts about the answer as a whole.
WRAPPED = re.compile(
    r'\{\s*+(?:"(?!articles")[^"\\]{1,40}+"\s*+:\s*+(?:"[^"\\\n]{0,200}+"|[\w.+-]{1,40}+)\s*+,\s*+){0,20}+'
    r'"articles"\s*+:\s*+\['
)
BETWEEN = re.compile(r"[\s,\[\]]*+")
FIRST_KEY = re.compile(r'\{\s*+"([^"\\]{1,100}+)"\s*+:')
NEXT = re.compile(r'\}\s*+,\s*+(?=\{\s*+")')
START = re.compile(r'\{\s*+"')
#: A string, to its end or that of the text, or a bracket.
TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)|[][{}]', re.S)


def _integer(digits: str) -> int | str:
    return int(digits) if len(digits) <= MAX_DIGITS else digits


#: Takes tabs and ends of lines within strings, and numbers of any length.
LENIENT = json.JSONDecoder(strict=False, parse_int=_integer)


def is_json(text: str) -> bool:
    """Whether a text is JSON or JSON Lines, judged by how it begins, or by most of its lines.

    >>> is_json('{"headline": "x"}\\n{"head'), is_json("[Editor's note] He left.")
    (True, False)
    >>> is_json("[](https://example.com/)\\n\\n# Fire in Port Sato"), is_json("[1] He left.")
    (False, False)
    >>> is_json('[\\n {\\n  "headline": "x'), is_json('# export\\n{"body": "x"}\\n{"body": "y"}')
    (True, True)
    """
    start = text.lstrip()
    if not start.startswith(("{", "[")):
        return _mostly_records(text)
    try:
        _, end = json.JSONDecoder().raw_decode(start)
    except RecursionError:
        return True
    except ValueError:
        return bool(OPENING.match(start)) or _mostly_records(text)
    # Markdown may begin with a link without words, and a note with its number in brackets.
    behind = start[end:].split("\n", 1)[0].strip()
    return not behind or (behind[0] in "{[,]" and bool(OPENING.match(start))) or _mostly_records(text)


def _mostly_records(text: str) -> bool:
    """Whether half of the lines begin as records do."""
    return bool(LINE.search(text)) and _as_lines(text)


def _as_lines(text: str) -> bool:
    return 2 * sum(1 for _ in LINE.finditer(text)) >= sum(1 for _ in ANY_LINE.finditer(text))


def split(text: str) -> Iterator[tuple[str, Any]]:
    """The records of a JSON or JSON Lines text: (its own text, its value; a ValueError if it has none).

    >>> [value for _, value in split('{"a": 1}\\n{"a": 2}\\n')]
    [{'a': 1}, {'a': 2}]
    >>> [value for _, value in split('[{"a": 1}]')]
    [{'a': 1}]
    >>> [type(value).__name__ for _, value in split('[{"a": 1}, {"a": "b}, {"a": 3},]')]
    ['dict', 'ValueError', 'dict']
    """
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError):
        yield from _broken(text)
        return
    if isinstance(whole, dict) and isinstance(whole.get("articles"), list) and not _has_body(whole):
        whole = whole["articles"]
    if isinstance(whole, list) and any(isinstance(item, dict) for item in whole):
        for item in whole:
            yield _dumped(item)
    else:
        yield text, whole


def _has_body(record: Mapping[str, Any]) -> bool:
    """Whether it is an article itself: what stands under ``articles`` is then others beside it."""
    return any(record.get(key) for key in KEYS["body"])


def _dumped(item: Any) -> tuple[str, Any]:
    try:
        return json.dumps(item, ensure_ascii=False, sort_keys=True), item
    except RecursionError:
        return "", ValueError(TOO_DEEP)


def _broken(text: str) -> Iterator[tuple[str, Any]]:
    """The records of a text that is no JSON as a whole: lines, or whatever begins a record within it."""
    start = text.lstrip()
    a_list = bool(OPENING.match(start)) and start.startswith("[")
    if not a_list and "\n" in text.strip() and _as_lines(text):
        yield from _lines(text)
        return
    wrapped = WRAPPED.match(start)
    if wrapped and any(f'"{key}"' in wrapped.group() for key in KEYS["body"]):
        wrapped = None
    found = list(_Items(start, wrapped.end() if wrapped else 0, bool(wrapped)))
    yield from found or [(text, ValueError(NO_RECORD))]


def _lines(text: str) -> Iterator[tuple[str, Any]]:
    for line in text.split("\n"):
        if not line.strip():
            continue
        try:
            yield line, json.loads(line)
        except RecursionError:
            yield line, ValueError(TOO_DEEP)
        except ValueError as error:
            try:
                yield line, LENIENT.decode(line)
            except (ValueError, RecursionError):
                yield line, error


@dataclass(frozen=True, slots=True)
class _Fault:
    """Why a value cannot be read, and where (None: somewhere in its depth)."""

    why: str
    at: int | None


class _Items:
    """The records of a broken text, one after the other; of each bad one the text up to the next."""

    def __init__(self, text: str, start: int, wrapped: bool) -> None:
        self._text, self._at, self._wrapped = text, start, wrapped
        self._keys: list[str] = []
        self._spare, self._seen = PASSES * len(text), 0
        self._base, self._window = 0, ""

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        text = self._text
        while True:
            between = BETWEEN.match(text, self._at)
            self._at = between.end() if between else self._at
            if self._at == len(text) or (self._wrapped and between and "]" in between.group()):
                return
            found = self._decoded(self._at)
            if isinstance(found, _Fault):
                end = self._after(found.at)
                yield text[self._at : end].rstrip(" \t\n,[]"), ValueError(found.why)
            else:
                value, end = found
                self._remember(FIRST_KEY.match(text, self._at))
                yield _dumped(value)
            self._at = end

    def _decoded(self, at: int) -> "tuple[Any, int] | _Fault":
        """The value that stands at a place, and where it ends. A window that had to grow for it is let go."""
        text, size = self._text, WINDOW
        if at + MARGIN > self._base + len(self._window):
            self._base, self._window = at, text[at : at + size]
        while True:
            base, window = self._base, self._window
            last = base + len(window) >= len(text)
            try:
                value, end = LENIENT.raw_decode(window, at - base)
                if last or end < len(window):
                    self._window = window if len(window) <= WINDOW else ""
                    return value, base + end
            except RecursionError:
                return _Fault(TOO_DEEP, None)
            except json.JSONDecodeError as error:
                cut = error.msg.startswith("Unterminated") or error.pos > len(window) - NEAR_END
                if last or not cut:
                    self._window = window if len(window) <= WINDOW else ""
                    return _Fault(
                        f"{error.msg.rstrip(': ')}: character {base + error.pos:,}", base + error.pos
                    )
            size *= 4
            self._base, self._window = at, text[at : at + size]

    def _remember(self, key: re.Match[str] | None) -> None:
        if key and key[1] not in self._keys and len(self._keys) < MOST_KEYS:
            self._keys.append(key[1])

    def _after(self, failed: int | None) -> int:
        """Where a bad record ends: at its last bracket, or where the next one begins."""
        at, text = self._at, self._text
        self._seen = max(self._seen, failed or 0, at + 1)
        look_back = self._spare > 0
        if not text.startswith("{", at):
            return self._found(START.search(text, self._seen if not look_back else at + 1))
        own = FIRST_KEY.match(text, at)
        keys = self._keys or ([own[1]] if own else [])
        if look_back or failed is None:
            end = self._closed(len(text) if failed is None else failed + FARTHEST)
            # Where a mark is missing, text passes for brackets: another record within tells.
            if end and not any(
                (key := FIRST_KEY.match(text, one.end())) and key[1] in keys
                for one in NEXT.finditer(text, at, end)
            ):
                return end
        start = at + 1 if look_back else self._seen
        begins = (one for one in FIRST_KEY.finditer(text, start) if one[1] in keys)
        return self._found(next(begins, None) if keys else NEXT.search(text, start))

    def _closed(self, limit: int) -> int | None:
        """The end of the record by its brackets, if a comma or the list's end is behind it."""
        depth, at, text = 0, self._at, self._text
        end = at
        for token in TOKEN.finditer(text, at, limit):
            end = token.end()
            sign = token.group()
            if sign in "{[":
                depth += 1
            elif sign in "}]":
                depth -= 1
                if not depth:
                    break
        self._spare -= end - at
        self._seen = max(self._seen, end)
        behind = BETWEEN.match(text, end)
        whole = not depth and behind and (behind.end() == len(text) or behind.end() > end)
        return end if whole else None

    def _found(self, begins: re.Match[str] | None) -> int:
        """Where a match begins a record, else the end of the text."""
        text = self._text
        if not begins:
            self._spare -= len(text) - self._at
            return len(text)
        place = begins.end() if begins.group().startswith("}") else begins.start()
        self._spare -= max(0, place - self._at)
        return place
