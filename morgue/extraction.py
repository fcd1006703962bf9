"""What ingest would store, without a database."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from ingest.model import Document, Ner
from ingest.sources import walk
from morgue.reading import loaded, read_in_order


def extract(
    paths: Sequence[str],
    *,
    entities: bool,
    workers: int,
    ner: Ner = "fast",
    stop: Callable[[], bool] = lambda: False,
) -> Iterator[Document]:
    """Yield the documents under ``paths``, in order, each with its article or its error.

    A single file is read in this process; more are read by workers, which a bad file cannot hang.
    Raises MissingExtra.
    """
    if entities and ner == "accurate":
        from ingest.entities.recogniser import require

        require()
    found = (one.path for one in walk(paths) if not one.problem)
    first = list(islice(found, 2))
    if len(first) < 2:
        yield from _here(first, entities, ner)
        return
    items = (loaded(path) for group in (first, found) for path in group)
    for item in read_in_order(items, entities=entities, ner=ner, workers=workers, stop=stop):
        yield from item.documents


def explain(path: str) -> list[Document]:
    """Give the documents of one file with every block and all evidence, names left out."""
    return list(_here([path], entities=False))


def _here(paths: Sequence[str], entities: bool, ner: Ner = "fast") -> Iterator[Document]:
    from ingest.pipeline import documents

    for item in map(loaded, paths):
        yield from documents(item.raw, entities=entities, ner=ner) if item.raw else item.documents
