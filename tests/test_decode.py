"""Bytes to text, whatever the bytes."""

import gzip
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ingest.decode import decode, is_binary
from ingest.tidy import tidy
from ingest.unpack import gunzip

GERMAN = "Der Stadtrat sagte am Montag, die Straße über den Fluß bleibe „für Jahre“ zu – das sei so. " * 3
CHINESE = "望澜市市长陈立文周二表示，新桥将于下个月通车，工程比计划提前两个月完成。" * 6
RUSSIAN = "Городской совет сообщил во вторник, что новый мост откроют для движения в следующем месяце. " * 4
JAPANESE = "市長は火曜日、新しい橋が来月開通すると発表した。工事は予定より二か月早く終わった。" * 5


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (GERMAN, "utf-8"),
        (GERMAN, "cp1252"),
        (GERMAN, "utf-8-sig"),
        (GERMAN, "utf-16"),
        (GERMAN, "utf-16-le"),
        (GERMAN, "utf-16-be"),
        (CHINESE, "gbk"),
        (CHINESE, "gb18030"),
        (CHINESE, "utf-8"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        (JAPANESE, "shift_jis"),
        (JAPANESE, "euc_jp"),
    ],
)
def test_text_comes_back(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)).text == text


def test_declared_charset_is_believed_if_it_fits() -> None:
    page = "<html><head><meta charset=windows-1250></head><body>Příliš žluťoučký kůň</body></html>"
    assert "žluťoučký" in decode(page.encode("cp1250")).text


def test_declared_charset_is_not_believed_against_the_bytes() -> None:
    page = '<meta charset="iso-8859-1"><p>Straße</p>'
    assert decode(page.encode("utf-8")).text == page


def test_damaged_utf8_stays_utf8() -> None:
    data = CHINESE.encode() + b"\x92" + CHINESE.encode()
    assert decode(data).text == CHINESE + "’" + CHINESE


@pytest.mark.parametrize("markup", ["", '<meta charset="iso-8859-1">'])
@given(cut=st.integers(1, 400))
def test_a_cut_within_a_character_leaves_the_others(markup: str, cut: int) -> None:
    data = markup.encode() + b"It read \xe2\x80\x9copen\xe2\x80\x9d. " + (GERMAN + CHINESE).encode()
    text = decode(data[: 40 + len(markup) + cut]).text
    assert (markup + "It read “open”. " + GERMAN + CHINESE).startswith(text.removesuffix("\ufffd"))


def test_declared_codec_that_is_no_charset_is_ignored() -> None:
    page = b'<meta charset="rot13"><p>Stra\xdfe</p>'
    assert "Straße" in decode(page).text


def test_gunzip_stops_at_its_limit() -> None:
    assert len(gunzip(gzip.compress(b"0" * 10_000_000), 1000) or b"") == 1000


@pytest.mark.parametrize("data", [b"%PDF-1.4", b"\x89PNG\r\n", b"PK\x03\x04zip", bytes(range(32)) * 40])
def test_binary_is_told(data: bytes) -> None:
    assert is_binary(data)


@pytest.mark.parametrize("text", [GERMAN, CHINESE, RUSSIAN, JAPANESE])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030"])
def test_text_is_not_binary(text: str, encoding: str) -> None:
    assert not is_binary(text.encode(encoding))


@given(st.binary(max_size=400))
def test_decoding_never_raises_and_leaves_no_control_characters(data: bytes) -> None:
    text = decode(data).text
    assert not any(char < " " and char not in "\n\t" for char in text)
    text.encode("utf-8")


@given(st.text(max_size=200))
def test_utf8_is_read_as_utf8(text: str) -> None:
    try:
        data = text.encode("utf-8")
    except UnicodeEncodeError:
        return
    if not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")) and data.count(0) == 0:
        assert decode(data).encoding == "utf-8"


#: Letters and marks: composed, always taken apart, joined with the next one, or as they are.
PIECES = [*"a=≠\ufffd\u0301\u0323\u0338\u0344\u0958\u0f73\u1100\u1161"]


@given(st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from([1, 2, 15, 30, 40])), max_size=6))
@example([("\ufffd", 1), ("\u0344", 1), ("\u0301", 30)])
@example([("\u0958", 1), ("\u0301", 30)])
def test_what_is_tidy_stays_as_it_is(pieces: list[tuple[str, int]]) -> None:
    text = tidy("".join(piece * times for piece, times in pieces))
    assert tidy(text) == text
    assert unicodedata.is_normalized("NFC", text)
