"""How well long questions are answered: ``python -m bench.relevance [DATA]``.

DATA holds ``ir/NAME/{docs.jsonl,queries.tsv,qrels.txt}`` and ``scoring/score_ir.py``, whose measures are
used: nDCG@10 and mean average precision. The settings of `db.reranking` were chosen on every other question
of each collection, from the first; "held back" are the others.

Peers that are not installed are named and left out. Everything runs on one core, in this process; put
``OMP_NUM_THREADS=1`` before the command.
"""

import argparse
import hashlib
import importlib
import importlib.util
import json
import sqlite3
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from db.archive import open_archive
from db.reranking import question_words
from db.search import search
from db.sqlite import open_for_reading
from db.stemming import words
from ingest.model import Article, Block, Document

DATA = Path(__file__).parent.parent.parent / "shared" / "eval"
COLLECTIONS = ("time", "cran")
#: The index's weights of headline and body.
WEIGHTS = "10.0, 1.0"
#: Results of a query: what recall@100 and average precision look at.
DEPTH = 200
#: Draws of the paired bootstrap, and its seed.
DRAWS, SEED = 10_000, 7

Ranking = list[str]
#: What answers one question with documents' names, best first.
Engine = Callable[[str], Ranking]


@dataclass(frozen=True, slots=True)
class Collection:
    """Documents, questions by name, and which documents answer them."""

    docs: list[dict[str, str]]
    questions: dict[str, str]
    answers: dict[str, dict[str, int]]


def read(data: Path, name: str, scorer: Any) -> Collection:
    folder = data / "ir" / name
    docs = [json.loads(line) for line in (folder / "docs.jsonl").read_text("utf-8").splitlines()]
    lines = (folder / "queries.tsv").read_text("utf-8").splitlines()
    return Collection(
        docs, dict(line.split("\t", 1) for line in lines), scorer.load_qrels(str(folder / "qrels.txt"))
    )


def plain_words(question: str) -> list[str]:
    return list(dict.fromkeys(words(question)))


def fts5(found: Collection, asked: Callable[[str], list[str]], tokenizer: str) -> Engine:
    """SQLite's index; any of the words."""
    search = _index(found, tokenizer)
    return lambda question: [found.docs[at]["id"] for at, _ in search(asked(question))]


def _index(found: Collection, tokenizer: str) -> Callable[[list[str]], list[tuple[int, float]]]:
    conn = sqlite3.connect(":memory:")
    conn.execute(f"create virtual table fts using fts5(headline, body, tokenize='{tokenizer}')")
    rows = [(at, doc["title"], doc["text"]) for at, doc in enumerate(found.docs)]
    conn.executemany("insert into fts(rowid, headline, body) values (?, ?, ?)", rows)
    sql = f"""select rowid, -bm25(fts, {WEIGHTS}) from fts where fts match ?
        order by bm25(fts, {WEIGHTS}) limit {DEPTH}"""
    return lambda asked: list(conn.execute(sql, (" OR ".join(f'"{word}"' for word in asked),)))


def ours(found: Collection) -> Engine:
    """The archive's own search, as somebody types: the documents filed, the question as it is."""
    folder = Path(tempfile.mkdtemp())
    names: dict[str, str] = {}
    with open_archive(folder / "news.db") as archive, archive.run(lambda name, kind: name) as run:
        for doc in found.docs:
            blocks = tuple(Block("paragraph", text, "") for text in doc["text"].split("\n\n"))
            article = Article(blocks, headline=doc["title"] or None)
            data = json.dumps(doc).encode()
            sha256 = hashlib.sha256(data).hexdigest()
            path = str(folder / doc["id"])
            run.save(path, sha256, [Document(path, sha256, "text/plain", "utf-8", data, article)])
            names[Path(path).name] = doc["id"]
    conn = open_for_reading(folder / "news.db")
    paths = dict(conn.execute("select articles.id, path from articles join files on files.id = file_id"))

    def answer(question: str) -> Ranking:
        return [names[Path(paths[hit.id]).name] for hit in search(conn, question, limit=DEPTH).hits]

    return answer


def tantivy(found: Collection, tokenizer: str, asked: Callable[[str], list[str]], fields: int) -> Engine:
    """tantivy's Python binding; any of the words, over one field or over headline and body."""
    package = importlib.import_module("tantivy")
    builder = package.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    for field in ("headline", "body"):
        builder.add_text_field(field, tokenizer_name=tokenizer)
    index = package.Index(builder.build())
    writer = index.writer(50_000_000, 1)
    for doc in found.docs:
        text = doc["text"] if fields == 2 else f"{doc['title']}\n{doc['text']}"
        writer.add_document(package.Document(id=doc["id"], headline=doc["title"], body=text))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def answer(question: str) -> Ranking:
        query = index.parse_query(" ".join(asked(question)), ["headline", "body"][-fields:])
        hits = searcher.search(query, DEPTH).hits
        return [searcher.doc(address)["id"][0] for _, address in hits]

    return answer


def bm25s(found: Collection) -> Engine:
    """bm25s with its English stop words and our stems."""
    package = importlib.import_module("bm25s")
    stem = importlib.import_module("db.stemming").stem
    options = {
        "stopwords": "en",
        "stemmer": lambda found: [stem(word) for word in found],
        "show_progress": False,
    }
    index = package.BM25()
    texts = [f"{doc['title']}\n{doc['text']}" for doc in found.docs]
    index.index(package.tokenize(texts, **options), show_progress=False)

    def answer(question: str) -> Ranking:
        asked = package.tokenize([question], **options)
        hits, _ = index.retrieve(asked, k=min(DEPTH, len(texts)), show_progress=False)
        return [found.docs[at]["id"] for at in hits[0]]

    return answer


def engines() -> dict[str, Callable[[Collection], Engine]]:
    """Everything that can be measured here, by its name in the table."""
    porter = "porter unicode61 remove_diacritics 2"
    out: dict[str, Callable[[Collection], Engine]] = {
        "FTS5 unicode61": lambda found: fts5(found, plain_words, "unicode61"),
        "FTS5 porter": lambda found: fts5(found, plain_words, porter),
        "FTS5 porter, no stop words": lambda found: fts5(found, question_words, porter),
    }
    if installed("tantivy"):
        for fields, name in ((1, ""), (2, ", two fields")):
            for tokenizer in ("default", "en_stem"):
                out[f"tantivy {tokenizer}{name}"] = _peer(tokenizer, plain_words, fields)
            out[f"tantivy en_stem, no stop words{name}"] = _peer("en_stem", question_words, fields)
    if installed("bm25s"):
        out["bm25s, stems, no stop words"] = bm25s
    out["ours"] = ours
    return out


def _peer(tokenizer: str, asked: Callable[[str], list[str]], fields: int) -> Callable[[Collection], Engine]:
    return lambda found: tantivy(found, tokenizer, asked, fields)


def installed(package: str) -> bool:
    if importlib.util.find_spec(package):
        return True
    print(f"{package}: not installed")
    return False


def measure(engine: Engine, found: Collection, scorer: Any) -> tuple[dict[str, dict[str, float]], float]:
    """Scores by question, and milliseconds a question."""
    begun = time.process_time()
    run = {name: engine(question) for name, question in found.questions.items()}
    spent = (time.process_time() - begun) / len(run) * 1000
    return scorer.score(found.answers, run), spent


def surely_better(one: Sequence[float], other: Sequence[float]) -> float:
    """The share of bootstrap draws of the questions in which the first is better on the whole."""
    gain = np.array(one) - np.array(other)
    draws = np.random.default_rng(SEED).integers(0, len(gain), (DRAWS, len(gain)))
    return float((gain[draws].mean(axis=1) > 0).mean())


def report(found: Collection, scorer: Any) -> None:
    """A table of one collection; "surely" is how sure each of ours is to be better than the best peer."""
    names = [name for name in found.questions if name in found.answers]
    parts = {"all": names, "held back": [name for at, name in enumerate(found.questions) if at % 2]}
    print(f"{'':41}{'nDCG@10':>9}{'held back':>11}{'MAP':>7}{'held back':>11}{'ms':>8}{'surely':>8}")
    peers: dict[str, list[float]] = {}
    for title, build in engines().items():
        scores, spent = measure(build(found), found, scorer)
        cells = [
            sum(scores[name][kind] for name in part if name in scores) / sum(name in scores for name in part)
            for kind in ("ndcg10", "map")
            for part in parts.values()
        ]
        each = [scores[name]["ndcg10"] for name in names]
        sure = ""
        if title.startswith("ours"):
            sure = f"{surely_better(each, max(peers.values(), key=sum)):8.3f}"
        else:
            peers[title] = each
        shown = "".join(f"{cell:{width}.3f}" for cell, width in zip(cells, (9, 11, 7, 11), strict=True))
        print(f"{title:41}{shown}{spent:8.1f}{sure}")


def scorer_of(data: Path) -> Any:
    spec = importlib.util.spec_from_file_location("score_ir", data / "scoring" / "score_ir.py")
    if spec is None or spec.loader is None or not (data / "ir").exists():
        raise SystemExit(f"no data at {data}")
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    return scorer


def floors(data: Path) -> dict[str, Any]:
    """nDCG@10 of the archive's search by collection, with the data's hash."""
    scorer, gold = scorer_of(data), hashlib.sha256()
    numbers: dict[str, Any] = {}
    for name in COLLECTIONS:
        found = read(data, name, scorer)
        scores, _ = measure(ours(found), found, scorer)
        numbers[name] = sum(score["ndcg10"] for score in scores.values()) / len(scores)
        gold.update((data / "ir" / name / "qrels.txt").read_bytes())
    return {"gold": gold.hexdigest()[:16], **numbers}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path, nargs="?", default=DATA)
    data = parser.parse_args().data
    scorer = scorer_of(data)
    for name in COLLECTIONS:
        found = read(data, name, scorer)
        print(f"\n{name}: {len(found.docs)} documents, {len(found.questions)} questions")
        report(found, scorer)


if __name__ == "__main__":
    main()
