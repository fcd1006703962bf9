"""The same queries to tantivy, a search library in Rust: ``peer_tantivy.py DB INDEX < ASKED``.

Runs alone, in a Python that has tantivy (not a dependency of the project) and needs nothing else. The index
is built once, in one thread. It answers with 20 ids and the count, without facets, snippets and names.
"""

import json
import sqlite3
import sys
import time
from pathlib import Path
from typing import Any

import tantivy  # type: ignore[import-not-found]

TEXT = ("headline", "standfirst", "body", "byline")
RAW = ("outlet", "section", "month", "year")
HEAP = 500_000_000
TIMES = 3


def schema() -> Any:
    """Fields stemmed as in the archive, the rest as they are."""
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("id", stored=True, indexed=True, fast=True)
    for name in TEXT:
        builder.add_text_field(name, stored=False, tokenizer_name="en_stem")
    for name in RAW:
        builder.add_text_field(name, stored=False, tokenizer_name="raw", index_option="basic")
    return builder.build()


def build(db: str, index: Any) -> None:
    """Index all articles of an archive."""
    writer = index.writer(HEAP, 1)
    sql = """select articles.id, headline, standfirst, body, byline, outlets.name, section, month, year
        from articles left join outlets on outlets.id = outlet_id"""
    for number, *values in sqlite3.connect(f"file:{db}?mode=ro", uri=True).execute(sql):
        document = tantivy.Document()
        document.add_integer("id", number)
        for name, value in zip((*TEXT, *RAW), values, strict=True):
            if value:
                document.add_text(name, value)
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()


def read(asked: dict[str, Any]) -> str | None:
    """The query in tantivy's language, if it can be said there."""
    narrow = asked["narrow"]
    if set(narrow) - set(RAW) or asked["kind"] in {"w/5", "prefix"} or not (asked["text"] or narrow):
        return None
    text = asked["text"]
    if asked["kind"] == "AND":
        text = " AND ".join(text.split())
    return " AND ".join(
        [*([f"({text})"] if text else []), *(f'{name}:"{one}"' for name, (one,) in narrow.items())]
    )


def main(db: str, folder: str) -> None:
    """Build the index if there is none, ask, print milliseconds by kind."""
    Path(folder).mkdir(exist_ok=True)
    fresh = not any(Path(folder).iterdir())
    index = tantivy.Index(schema(), path=folder)
    if fresh:
        start = time.perf_counter()
        build(db, index)
        print(f"tantivy: indexed in {time.perf_counter() - start:.0f} s", file=sys.stderr)
    index.reload()
    searcher = index.searcher()
    found: dict[str, list[float]] = {}
    for asked in json.load(sys.stdin):
        text = read(asked)
        if text is None:
            continue
        took = []
        for _ in range(TIMES):
            start = time.perf_counter()
            parsed = index.parse_query(text, list(TEXT), field_boosts={"headline": 10.0, "standfirst": 4.0})
            order = {} if asked["sort"] == "rank" else {"order_by_field": "id"}
            searcher.search(parsed, 20, count=True, **order)
            took.append((time.perf_counter() - start) * 1000)
        found.setdefault(asked["kind"], []).append(min(took[1:]))
    print(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
