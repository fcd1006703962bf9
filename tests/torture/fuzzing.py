"""What is fuzzed: functions of bytes that must neither raise nor take long, and whose laws must hold.

Run as a program it fuzzes one of them with atheris: ``fuzzing.py TARGET CORPUS SECONDS``.
"""

import re
import sys
import time
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from hostile_case import unsound

#: Seconds for one input, of at most LONGEST bytes.
SLOW, LONGEST = 5.0, 4_096


def decoding(data: bytes) -> None:
    """Decoding never raises, and leaves text."""
    from ingest.decode import decode, is_binary
    from ingest.tidy import tidy
    from ingest.unpack import gunzip

    is_binary(data)
    text = decode(data).text
    text.encode("utf-8")
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f]", text)
    assert tidy(text) == text == unicodedata.normalize("NFC", text)
    with suppress(ValueError):
        assert len(gunzip(data, 10_000) or b"") <= 10_000


def reading(data: bytes) -> None:
    """Every file, whatever it seems to be, is articles that can be kept, or reasons."""
    from ingest.model import RawFile
    from ingest.pipeline import documents

    kinds = (b"", b"<!doctype html><p>", b"{", b'{"headline": "x", "body": "', b"# ")
    found = documents(RawFile("x", kinds[data[0] % len(kinds)] + data[1:] if data else b""), entities=False)
    for document in found:
        assert (document.article is None) != (document.error is None)
        assert document.article is None or unsound(document) is None


def naming(data: bytes) -> None:
    """Names and quotes stand where they say."""
    from ingest.model import RawFile
    from ingest.pipeline import documents

    for document in documents(RawFile("x", b"The mayor Ann Lee said: " + data)):
        assert document.article is None or unsound(document) is None


def cleaning(data: bytes) -> None:
    """What is clean stays as it is."""
    from ingest.model import RawFile
    from ingest.pipeline import documents
    from ingest.text import fold_space

    text = data.decode("utf-8", "replace")
    assert fold_space(fold_space(text)) == fold_space(text)
    for document in documents(RawFile("x", data), entities=False):
        if document.article and document.media_type == "text/plain":
            body = document.article.body
            held = "".join(block.text for block in document.article.blocks)
            assert all(paragraph in held for paragraph in body.split("\n\n"))


def dating(data: bytes) -> None:
    """Dates and bylines are found in any text, or not."""
    from ingest.fields import authors, byline, dates

    text = data.decode("utf-8", "replace").replace("\n", " ")
    moment = dates.from_machine(text)
    assert moment is None or moment.at.startswith(moment.at[:7])
    dates.stamps(text)
    byline.opens(text)
    byline.parse(text)
    authors.people((text,))


def asking(data: bytes) -> None:
    """Any text is a safe question: it is understood, or noted."""
    from db.query import parse

    parse(data.decode("utf-8", "replace"))


TARGETS: dict[str, Callable[[bytes], None]] = {
    one.__name__: one for one in (decoding, reading, naming, cleaning, dating, asking)
}


def tried(target: Callable[[bytes], None], data: bytes) -> None:
    """Try one input; raises whatever the target raises, or TimeoutError."""
    start = time.process_time()
    target(data[:LONGEST])
    if time.process_time() - start > SLOW:
        raise TimeoutError(f"{time.process_time() - start:.1f} s for {len(data)} bytes")


def main(name: str, corpus: str, seconds: str) -> None:
    """Fuzz a target. What makes it fail is printed, with its traceback, and kept in the corpus."""
    import atheris

    with atheris.instrument_imports(include=["ingest", "db"]):
        import ingest.pipeline  # noqa: F401 (loaded here, so that atheris sees their branches)
    options = [
        f"-max_total_time={seconds}",
        f"-max_len={LONGEST}",
        f"-timeout={round(SLOW * 10)}",
        "-rss_limit_mb=2048",
    ]
    artifacts = Path(corpus, "crashes")
    artifacts.mkdir(exist_ok=True)
    arguments = [sys.argv[0], corpus, *options, f"-artifact_prefix={artifacts}/", "-print_final_stats=1"]
    atheris.Setup(arguments, lambda data: tried(TARGETS[name], data))
    atheris.Fuzz()


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent.parent.parent))
    main(*sys.argv[1:])
