"""What ingest would store, without a database."""

from collections.abc import Callable, Iterator, Sequence
from itertools import chain, islice

from ingest.model import Document, Ner
from ingest.sources import walk
from morgue.reading import alone, loaded, read_in_order


def extract(
    paths: Sequence[str],
    *,
    entities: bool,
    workers: int,
    ner: Ner = "fast",
    stop: Callable[[], bool] = lambda: False,
) -> Iterator[Document]:
    """Yield the documents under ``paths``, in order, each with its article or its error.

    A single file is read by a child of this process, more by workers: a bad file cannot hang either.
    Raises MissingExtra.
    """
    if entities and ner == "accurate":
        from ingest.entities.recogniser import require

        require()
    found = (loaded(one.path, one.refused) for one in walk(paths) if not one.problem)
    first = list(islice(found, 2))
    if len(first) < 2:
        for item in first:
            yield from alone(item, entities, ner)
        return
    for item in read_in_order(chain(first, found), entities=entities, ner=ner, workers=workers, stop=stop):
        yield from item.documents


def explain(path: str) -> list[Document]:
    """Give the documents of one file with every block and all evidence, names left out."""
    return alone(loaded(path), entities=False)
