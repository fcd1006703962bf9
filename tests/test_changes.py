"""What changed between two texts: the laws of the diff, and the kinds of changes and notes."""

import random
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from db.changes import changes, is_typo
from db.editors_notes import kind_of
from db.word_diff import differences

TEXT = st.lists(
    st.sampled_from(["tax", "the", "oil", " ", "\n\n", ".", "关", "é", "Tax", "3"]), max_size=40
).map("".join)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(), TEXT), st.one_of(st.text(), TEXT))
def test_a_diff_holds_both_texts(old, new):
    pieces = differences(old, new)
    assert "".join(piece.old for piece in pieces) == old
    assert "".join(piece.new for piece in pieces) == new
    assert all(piece.old or piece.new for piece in pieces)
    if old != new:
        assert any(not piece.same for piece in pieces)


@settings(max_examples=100, deadline=None)
@example("tax.", "tax\n\n.\n\n.")
@given(TEXT, TEXT)
def test_what_was_added_and_removed_is_in_the_texts(old, new):
    for one in changes({"body": old}, {"body": new}):
        assert set((one.removed or "").split()) <= set(old.split()) | set(_tokens(old))
        assert not one.added or one.added.split()[0] in new
        assert one.added != one.removed


def _tokens(text):
    pieces = text.split()
    return {piece[i:j] for piece in pieces for i in range(len(piece)) for j in range(i + 1, len(piece) + 1)}


def test_a_long_text_written_anew_takes_no_time():
    words = [f"word{number}" for number in range(400)]
    old, new = (" ".join(random.Random(seed).choices(words, k=20_000)) for seed in (1, 2))
    assert "".join(piece.new for piece in differences(old, new)) == new


@pytest.mark.parametrize(
    ("one", "other", "typo"),
    [
        ("harbour", "habrour", True),
        ("the goverment of", "the government of", True),
        ("it’s", "its", False),
        ("3 men", "4 men", False),
        ("guilty", "not guilty", False),
        ("north", "south", False),
        ("it, was", "it was", True),
    ],
)
def test_typos(one, other, typo):
    assert is_typo(one, other) is typo


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Correction: The bridge has three lanes.", "correction"),
        ("Correction, 3 May: The bridge has three lanes.", "correction"),
        ("• This article was amended on 3 May. It had named the wrong bridge.", "correction"),
        ("An earlier version of this story misstated the age of the bridge.", "correction"),
        ("This article has been withdrawn because its source could not be found.", "retraction"),
        ("UPDATE: The vote is over.", "update"),
        ("Cet article a été corrigé : le pont a trois voies.", "correction"),
        ("Une version précédente de cet article donnait un autre nom.", "correction"),
        ("In einer früheren Version dieses Artikels hieß es, die Brücke habe zwei Spuren.", "correction"),
        ("Korrekturhinweis: Die Brücke hat drei Spuren.", "correction"),
        ("Dieser Artikel wurde zurückgezogen.", "retraction"),
        ("Fe de errores: el puente tiene tres carriles.", "correction"),
        ("Una versión anterior de este artículo daba otro nombre.", "correction"),
        ("Errata corrige: il ponte ha tre corsie.", "correction"),
        ("Una versione precedente di questo articolo dava un altro nome.", "correction"),
        ("Correção: a ponte tem três faixas.", "correction"),
        ("Uma versão anterior deste texto dava outro nome.", "correction"),
        ("Исправление: на мосту три полосы.", "correction"),
        ("В предыдущей версии этого текста было указано другое имя.", "correction"),
        ("更正：大桥有三条车道。", "correction"),
        ("本文早前版本写错了桥名。", "correction"),
        ("The mayor said that a correction of the budget was due.", None),
        ("The journal retracted the study on bridges.", None),
        ("The update of the bridge was shown to the council.", None),
        ("An earlier version of the bill was voted down.", None),
        ("It is correct to say that bridges fall.", None),
        ("The troops were withdrawn from the bridge.", None),
        ("", None),
    ],
)
def test_kinds_of_notes(text, kind):
    assert kind_of(text) == kind


def test_long_lines_of_many_changes_are_compared_in_time() -> None:
    words = [f"w{number % 4001}" for number in range(120_000)]
    for change in ("{}x", "{} x"):
        other = [change.format(word) if place % 2 else word for place, word in enumerate(words)]
        began = time.process_time()
        pieces = differences(" ".join(words), " ".join(other))
        # joined bit by bit they took 16 s for twice the text
        assert time.process_time() - began < 8
        assert "".join(piece.new for piece in pieces) == " ".join(other)
