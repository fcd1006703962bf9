"""Names in articles: cases, laws, and the merge key."""

import subprocess
import sys
import tomllib
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ingest.entities import key, resolve, tag
from ingest.entities.agreement import agree
from ingest.entities.gazetteer import gazetteer, read_toml
from ingest.entities.persons import people
from ingest.entities.recogniser import LONGEST_PIECE, Span, pieces
from ingest.model import Mention

CASES: dict[str, list[dict[str, Any]]] = tomllib.loads(
    (Path(__file__).parent / "cases" / "entities.toml").read_text(encoding="utf-8")
)
SEEN = [(kind, case) for kind in ("wild", "made_up", "must_not_change") for case in CASES[kind]]
SNIPPETS = [
    "Donald Trump", "Trump's", "the White House", "U.S.", "Kyiv’s", "Ana Ruiz", "(WHO)", "\n", "\n\n",
    "\r\n\r\n", "von der", "Leyen", "Russia/Ukraine", "Ministry of", "Health", "Secretary of State", "北京",
    "Москве", "said", "US$", "https://x.y/Iran", "-", "“", "Dr.", "Jr.", "of the", "😀", "é", "Mr Xi",
]  # fmt: skip
prose = st.lists(st.sampled_from(SNIPPETS) | st.text(max_size=12), max_size=25).map(" ".join)
names = st.text(max_size=40) | st.lists(st.sampled_from(SNIPPETS), min_size=1, max_size=4).map(" ".join)
kinds = st.sampled_from(["person", "organisation", "place"])


def lines(text: str) -> list[str]:
    return [f"{m.surface} = {m.kind} = {m.name}" for m in resolve(text, tag([text])[0])]


def check(case: dict[str, Any]) -> None:
    found = lines(case["text"])
    if "exactly" in case:
        assert found == case["exactly"]
    else:
        assert not Counter(case["has"]) - Counter(found), found


@pytest.mark.parametrize(("kind", "case"), SEEN, ids=[f"{kind}-{case['text'][:30]}" for kind, case in SEEN])
def test_case(kind: str, case: dict[str, Any]) -> None:
    check(case)


@pytest.mark.parametrize("case", CASES["known_failure"], ids=lambda case: case["text"][:30])
@pytest.mark.xfail(strict=True, reason="known failure, see the case")
def test_known_failure(case: dict[str, Any]) -> None:
    check(case)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(prose)
@example("Ministry of \n Ministry of E")
@example("the Harbour \n Ministry")
def test_mentions_are_slices_in_order_without_overlap(text: str) -> None:
    found = tag([text])[0]
    for mention in found:
        assert text[mention.start : mention.end] == mention.surface != ""
        assert "\n" not in mention.surface
        assert mention.surface == mention.surface.strip()
    assert all(a.end <= b.start for a, b in pairwise(found))
    resolved = resolve(text, found)
    assert [(m.start, m.end, m.kind, m.surface) for m in resolved] == [
        (m.start, m.end, m.kind, m.surface) for m in found
    ]
    assert all(mention.name for mention in resolved)


@settings(deadline=None, max_examples=20)
@given(st.lists(prose, max_size=4))
def test_a_text_is_tagged_alike_alone_and_in_company(texts: list[str]) -> None:
    assert tag(texts) == [tag([text])[0] for text in texts]


@given(prose, st.data())
def test_agreement_takes_any_spans(text: str, data: st.DataObject) -> None:
    ends = st.tuples(st.integers(0, len(text)), st.integers(0, len(text)), kinds)
    drawn = data.draw(st.lists(ends, max_size=8))
    spans = [Span(min(a, b), max(a, b), kind) for a, b, kind in drawn if text[min(a, b) : max(a, b)].strip()]
    agreed = agree(text, spans)
    assert all(a.end <= b.start for a, b in pairwise(agreed))


@given(st.text(alphabet="ab \n\r", max_size=60))
def test_pieces_are_slices(text: str) -> None:
    assert all(text[start : start + len(part)] == part for start, part in pieces(text))
    assert "".join("".join(part.split()) for _, part in pieces(text)) == "".join(text.split())


def test_a_paragraph_without_end_is_cut() -> None:
    text = "word " * LONGEST_PIECE
    assert max(len(part) for _, part in pieces(text)) <= LONGEST_PIECE
    assert list(pieces("x" * LONGEST_PIECE + " so")) == [(LONGEST_PIECE, " so")]


@given(names, kinds)
def test_the_key_is_stable_and_never_empty(name: str, kind: str) -> None:
    once = key(name, kind)
    assert key(once, kind) == once
    assert once or not any(char.isalnum() for char in name)


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("person", "Volodymyr Zelensky", "Volodymyr Zelenskyy"),
        ("person", "Volodymyr Zelensky", "Volodymyr Zelenskyi"),
        ("person", "Oksana Dobrovolskiy", "Oksana Dobrovolski"),
        ("person", "Aleksandr Morozov", "Alexander Morozov"),
        ("person", "Sergey Orlov", "Sergei Orlov"),
        ("person", "Kim Jong-un", "Kim Jong Un"),
        ("person", "J.D. Vance", "JD Vance"),
        ("person", "Nicolás Maduro", "Nicolas Maduro"),
        ("person", "Yasin al-Haddad", "Yasin Haddad"),
        ("person", "Robert Fox Junior", "Robert Fox Jr."),
        ("organisation", "Gazprom OJSC", "Gazprom"),
        ("organisation", "Holm & Berg Ltd.", "Holm and Berg"),
        ("organisation", "The Guardian", "Guardian"),
        ("organisation", "U.N.", "UN"),
        ("place", "Kiev", "Kyiv"),
        ("place", "Côte d’Ivoire", "Cote d'Ivoire"),
        ("place", "U.S.", "United States"),
        ("place", "Bogotá", "Bogota"),
    ],
)
def test_one_key(kind: str, one: str, other: str) -> None:
    assert key(one, kind) == key(other, kind)


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("person", "Donald Trump", "Donald Trump Jr."),
        ("person", "Donald Trump", "Trump"),
        ("person", "Li Qiang", "Li Keqiang"),
        ("person", "Kim Jong Un", "Kim Jong Il"),
        ("person", "George W. Bush", "George H. W. Bush"),
        ("person", "Aleksandr Morozov", "Aleksandra Morozova"),
        ("person", "King Charles II", "King Charles III"),
        ("place", "Iran", "Iraq"),
        ("place", "Niger", "Nigeria"),
        ("place", "Guinea", "Guinea-Bissau"),
        ("place", "North Korea", "South Korea"),
        ("organisation", "European Commission", "European Council"),
        ("organisation", "G7", "G20"),
    ],
)
def test_two_keys(kind: str, one: str, other: str) -> None:
    assert key(one, kind) != key(other, kind)


@pytest.mark.parametrize(
    ("surfaces", "surface", "name"),
    [
        (["Putin"], "Putin", "Vladimir Putin"),
        (["Errol Putin", "Putin"], "Putin", "Errol Putin"),
        (["Donald Trump", "Melania Trump", "Trump"], "Trump", "Trump"),
        (["Donald Trump", "Donald Trump Jr.", "Trump"], "Trump", "Trump"),
        (["Donald Trump", "Donald Trump Jr."], "Donald Trump", "Donald Trump"),
        (["Mr Okafor", "Chidi Okafor"], "Mr Okafor", "Chidi Okafor"),
        (["President Volodymyr Zelenskiy", "Zelensky"], "Zelensky", "Volodymyr Zelensky"),
        (["Ana Ruiz Torres", "Ruiz Torres"], "Ruiz Torres", "Ana Ruiz Torres"),
        (["Yasin al-Haddad", "Haddad"], "Haddad", "Yasin al-Haddad"),
        (["ANA RUIZ", "Ana Ruiz", "Ana Ruiz"], "ANA RUIZ", "Ana Ruiz"),
        (["Prince Harry"], "Prince Harry", "Prince Harry"),
        (["Sir Keir Starmer", "Starmer"], "Starmer", "Keir Starmer"),
        (["Le Pen"], "Le Pen", "Marine Le Pen"),
        (["MBS"], "MBS", "Mohammed bin Salman"),
        (["Chidi Okafor", "Chidi"], "Chidi", "Chidi Okafor"),
        (["Haddad"], "Haddad", "Haddad"),
    ],
)
def test_people_of_one_article(surfaces: list[str], surface: str, name: str) -> None:
    assert people(Counter(surfaces))[surface] == name


@given(st.lists(names.filter(str.strip), max_size=6))
def test_people_takes_any_names(surfaces: list[str]) -> None:
    assert set(people(Counter(surfaces))) == set(surfaces)


def test_an_acronym_gets_the_name_that_explains_it() -> None:
    body = "The Baltic Herring Council (BHC) met. BHC members ate."
    spans = [(4, 26), (28, 31), (38, 41)]
    mentions = [Mention(start, end, "organisation", body[start:end]) for start, end in spans]
    assert [m.name for m in resolve(body, mentions)] == ["Baltic Herring Council"] * 3


def test_importing_the_room_does_not_load_spacy() -> None:
    code = "import sys, ingest.entities; sys.exit('spacy' in sys.modules)"
    assert (
        subprocess.run([sys.executable, "-c", code], check=False, cwd=Path(__file__).parent.parent).returncode
        == 0
    )


def test_lexicons_do_not_contradict_each_other() -> None:
    for name, forms in read_toml("foreign.toml")["other"].items():
        assert gazetteer().known[name].name == name, name
        assert forms == list(dict.fromkeys(forms)), name
    for name, others in read_toml("people.toml").items():
        for form in (name, *others):
            assert gazetteer().find(form) is not None
        assert gazetteer().known[name.replace("’", "'")].name == name


def test_a_shortened_title_or_state_is_nobody():
    text = "Sen. Ana Ruiz, R-Fla., and Maj. Gen. Omar Haddad met on Monday. Gov. Ruth Pell was in Port Sato."
    found = {mention.surface for mention in tag([text])[0] if mention.kind == "person"}
    assert found >= {"Ana Ruiz", "Omar Haddad"}
    assert not found & {"Sen", "Maj", "Gen", "Maj. Gen", "Gov", "R-Fla", "Fla"}


def test_nothing_goes_on_behind_an_empty_find():
    text = "Secretary of State \x00 Jr. 😀 = Donald Trump Jr."
    assert [mention.surface for mention in tag([text])[0]] == ["Donald Trump Jr."]
