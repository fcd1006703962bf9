"""JSON that is built to overwhelm its reader, or holds what an archive cannot."""

import json
from collections.abc import Iterator

from hostile_case import FILED, LEDE, PARAGRAPHS, SECOND, TEXT, THIRD, Case, case

BAD_RECORD, CRASHED, LARGE, NO_TEXT = "bad record", "reader crashed", "too large", "no article text"
ANY = (FILED, BAD_RECORD, NO_TEXT, CRASHED)
ALL = (LEDE, SECOND, THIRD)
GOOD = json.dumps({"headline": "Old ferry quay shut", "body": f"{LEDE}\n\n{SECOND}\n\n{THIRD}"})


def odd(name: str, more: str, *may: str) -> Case:
    """The good record with more in it, from its last brace on."""
    return case(name, GOOD[:-1] + more, *(may or ANY), holds=ALL)


def cases() -> Iterator[Case]:
    """Every file of hostile records."""
    yield case("deep.json", "[" * 100_000 + "]" * 100_000, *ANY)
    yield case(
        "deep.jsonl",
        f"{GOOD}\n" + '{"a":' * 100_000 + "1" + "}" * 100_000 + f"\n{GOOD}\n",
        FILED,
        BAD_RECORD,
        holds=ALL,
    )
    yield odd("deep-value.json", ', "x": ' + "[" * 900 + "]" * 900 + "}")
    yield case(
        "deep-records.json",
        "[" + GOOD + "," + GOOD[:-1] + ', "x": ' + "[" * 970 + "]" * 970 + "}]",
        FILED,
        BAD_RECORD,
        holds=ALL,
    )
    yield odd("deep-author.json", ', "author": ' + '{"name":' * 700 + '"A"' + "}" * 700 + "}")
    yield odd("deep-list.json", ', "authors": ' + "[" * 900 + '"A"' + "]" * 900 + "}")
    yield odd("number.json", ', "n": ' + "9" * 100_000 + "}")
    yield odd("numbers.json", ', "published": 1e999, "x": [-1e999, 1e-999, NaN, -Infinity, 0.1e400]}', FILED)
    yield odd("big-date.json", ', "published": 99999999999999999999, "updated": -1}', FILED)
    yield case(
        "twice.json", '{"headline": "No", ' + GOOD[1:-1] + ', "headline": "Old ferry quay shut"}', holds=ALL
    )
    yield odd(
        "types.json",
        ', "authors": {"a": [1, null]}, "url": ["x"], "outlet": false, "images": [1, [2], {"url": 3}]}',
        FILED,
    )
    escaped = GOOD.replace("ferry", "fer\\u0000ry").replace("Repairs", "\\ud800Repairs\\udc00\\u202e\\u001b")
    yield case("escapes.json", escaped, holds=ALL)
    yield case(
        "escapes.jsonl", f'{escaped}\n{escaped[:-1]}, "authors": ["Ann\\u0000 \\ud800Lee"]}}\n', holds=ALL
    )
    yield odd(
        "url.json", ', "url": "http://[::1", "image": "http://[bad", "images": ["http://[", {"url": "//[x"}]}'
    )
    yield case("ones.json", "[" + "1," * 2_000_000 + "1]", BAD_RECORD, CRASHED, LARGE)
    yield case("empties.jsonl", "{}\n" * 300_000, BAD_RECORD, CRASHED, LARGE)
    yield case("cut.json", GOOD[:-20], BAD_RECORD, NO_TEXT)
    yield case(
        "sections.json",
        json.dumps({"body": {"sections": [1, None, {"paragraphs": [LEDE, {"name": 3}]}, "x"], "summary": 3}}),
        *ANY,
    )
    yield case(
        "lines.json",
        json.dumps({"body": "\n".join(f"Line {n} of it." for n in range(300_000))}),
        FILED,
        NO_TEXT,
        CRASHED,
        holds=(),
    )
    yield case("page.json", json.dumps({"body": PARAGRAPHS}), *ANY, holds=())
    yield case(
        "markdown.txt", TEXT + "![](" * 100_000 + "[a](" * 100_000 + "**" * 100_000, FILED, NO_TEXT, holds=ALL
    )
