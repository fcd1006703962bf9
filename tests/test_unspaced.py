"""Writing without spaces is found inside its sentences."""

import pytest
from fixtures_query import found, index_of
from hypothesis import given, settings
from hypothesis import strategies as st

from db.unspaced import pairs, pairs_query, runs

BODIES = [
    "专家认为中美关系正在改善。",
    "新しいカタカナの看板が立った",
    "서울에서 열린 회의",
    "เขาเรียนภาษาไทยที่โรงเรียน",
    "在中，美国的关。系",
    "ﾊﾝｶｸｶﾀｶﾅ and iPhone手机",
    "ទីក្រុងភ្នំពេញ ကမ္ဘာကြီး ນະຄອນຫຼວງ",
    "The harbour was shut.",
]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("关系", {1}),
        ("中美关系", {1}),
        ("系", {1, 5}),
        ("善", {1}),
        ("中美", {1}),
        ("美国", {5}),
        ("关系 -专家", set()),
        ("カタカナ", {2, 6}),
        ("ｶﾀｶﾅ", {2, 6}),
        ("看板", {2}),
        ("서울", {3}),
        ("서울에서", {3}),
        ("회의", {3}),
        ("에서", {3}),
        ("ภาษาไทย", {4}),
        ("ภาษา", {4}),
        ("ที่", {4}),
        ("ภ", {4}),
        ("ភ្នំពេញ", {7}),
        ("ကမ္ဘာ", {7}),
        ("iPhone手机", {6}),
        ("手机", {6}),
        ("“中，美国”", {5}),
        ("“中美国”", set()),
        ("中美 w/1 关系", {1}),
        ("专家 w/3 关系", {1}),
        ("专家 w/2 关系", set()),
        ("harbour", {8}),
        ("harbour OR 关系", {1, 8}),
    ],
)
def test_what_is_found(text: str, expected: set[int]) -> None:
    assert found(index_of(BODIES), text) == expected


def test_text_with_spaces_has_no_pairs() -> None:
    assert pairs("Ein Café – naïve “quotes”, Привет") == ""
    assert pairs_query("tax") == ""


LETTERS = st.text(alphabet="中美关系カタ서울ไทยที่ っ、。，a 1", max_size=20)


@settings(max_examples=300, deadline=None)
@given(LETTERS, LETTERS)
def test_a_run_is_found_where_it_stands(before: str, after: str) -> None:
    text = f"{before}关系{after}"
    conn = index_of([text])
    for run in runs(text):
        for end in range(1, len(run) + 1):
            sql = "select count(*) from articles_fts where articles_fts match ?"
            assert conn.execute(sql, [pairs_query(run[:end])]).fetchone() == (1,), run[:end]
    conn.close()


@given(st.text())
def test_any_text_has_pairs(text: str) -> None:
    assert pairs(pairs(text)) or not pairs(text)
    assert all(len(pair) in (1, 2) for pair in pairs(text).split())
