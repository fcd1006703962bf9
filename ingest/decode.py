"""Bytes to text: byte order mark, declared charset, UTF-8, then detection. Never raises on any bytes."""

import codecs
import re
from dataclasses import dataclass

from ingest.tidy import tidy
from ingest.wide import once, without_mark

#: How far into a page a charset may be declared (the HTML standard says 1,024; real pages need more).
HEAD_BYTES = 4096

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
DECLARED = re.compile(rb"""<(?:meta\b[^>]*?charset|\?xml\b[^>]*?encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.I)

#: What pages that declare these really hold (WHATWG Encoding Standard, "labels").
REALLY = {
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "iso-8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "iso-8859-8-i": "iso-8859-8",
    "big5": "big5hkscs",
}

#: Python's codecs for other ends: escapes of its own source, names of hosts (punycode takes quadratic time).
NO_CHARSETS = frozenset({"idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape", "charmap"})

#: Encodings that news dumps are found in; detection among all of Python's 90 invents exotic ones.
CANDIDATES = [
    "gb18030",
    "big5",
    "cp932",
    "euc_jp",
    "cp949",
    "cp1251",
    "koi8_r",
    "cp1250",
    "cp1252",
    "cp1253",
    "cp1254",
    "cp1255",
    "cp1256",
    "cp1257",
]

#: A declared charset that breaks at more than this share of the bytes is wrong.
MAX_BROKEN = 0.002
#: Other encodings hardly ever form whole UTF-8 sequences; so many for each broken byte are UTF-8, damaged.
WHOLE = 10

#: Beginnings of files that are no text.
BINARY_SIGNS = (
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"%PDF",
    b"PK\x03\x04",
    b"\x7fELF",
    b"MZ\x90",
    b"SQLite format 3",
    b"RIFF",
    b"\xd0\xcf\x11\xe0",
    b"BZh",
    b"\xfd7zXZ",
    b"7z\xbc\xaf",
    b"ID3",
    b"OggS",
    b"\x28\xb5\x2f\xfd",
)

#: Bytes that text does not hold.
ODD = bytes(byte for byte in range(32) if byte not in b"\t\n\r\f\x1b")

#: The high characters that Western text uses.
WESTERN = frozenset("àáâãäåæçèéêëìíîïñòóôõöøùúûüýÿßœšžÀÁÂÄÅÆÇÈÉÊËÍÎÑÓÔÖØÚÜŒŠŽ‘’“”„–—…«»€£°§©®™•\xa0¿¡½²³·´ºª")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text and the encoding it was read in."""

    text: str
    encoding: str


def is_binary(data: bytes) -> bool:
    """Tell whether the bytes are no text in any encoding.

    >>> is_binary(b"%PDF-1.7 ..."), is_binary("Grüße".encode("cp1252"))
    (True, False)
    """
    if data.startswith(BINARY_SIGNS):
        return True
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or without_mark(data):
        return False
    head = data[:HEAD_BYTES]
    odd = len(head) - len(head.translate(None, ODD))
    # Text has next to none; the share below still passes a page with a few stray NULs.
    return odd > 0.05 * len(head)


def decode(data: bytes, *, markup: bool = True) -> Decoded:
    """Decode bytes; with ``markup``, a charset that the page declares is believed if it fits.

    >>> decode("Das Schloß".encode("cp1252"))
    Decoded(text='Das Schloß', encoding='cp1252')
    """
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return Decoded(tidy(data.decode(encoding, "replace")), encoding)
    wide = without_mark(data)
    if wide:
        return Decoded(tidy(data.decode(wide, "replace")), wide)
    text = _as_utf8(data)
    if text is not None:
        before = once(text)
        return Decoded(tidy(before), "utf-8-twice") if before else Decoded(tidy(text), "utf-8")
    declared = _declared(data) if markup else None
    if declared and _fits(data, declared):
        return Decoded(tidy(data.decode(declared, "replace")), declared)
    encoding = "utf-8" if _nearly_utf8(data) else _detect(data)
    errors = "cp1252-bytes" if encoding == "utf-8" else "replace"
    return Decoded(tidy(data.decode(encoding, errors)), encoding)


def _as_utf8(data: bytes) -> str | None:
    """The text, if it is UTF-8, even if the file ends within a character; None if it is not.

    >>> _as_utf8("“a” – b".encode()), _as_utf8("“a” –".encode()[:-1]), _as_utf8("Café".encode("cp1252"))
    ('“a” – b', '“a” \ufffd', None)
    """
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        whole = data[: error.start]
        # one high byte alone, at the end of a text without others, is likelier cp1252
        if error.reason != "unexpected end of data" or whole.isascii():
            return None
        return f"{whole.decode('utf-8')}\ufffd"


def _declared(data: bytes) -> str | None:
    found = DECLARED.search(data[:HEAD_BYTES])
    if not found:
        return None
    name = found.group(1).decode("ascii", "replace").lower()
    name = REALLY.get(name, name)
    try:
        found_name = codecs.lookup(name).name
    except (LookupError, ValueError):
        return None
    # A declared UTF-8 or UTF-16 was tried and did not fit.
    return None if found_name.startswith("utf") or found_name in NO_CHARSETS else found_name


def _fits(data: bytes, encoding: str) -> bool:
    try:
        broken = data.decode(encoding, "replace").count("\ufffd")
    except (LookupError, ValueError):
        # Codecs that are no text encodings, such as rot13, decode nothing.
        return False
    return broken <= MAX_BROKEN * len(data)


def _nearly_utf8(data: bytes) -> bool:
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    whole = sum(char > "\x7f" for char in text) - broken
    return whole > WHOLE * broken


def _detect(data: bytes) -> str:
    from charset_normalizer import from_bytes

    sample = data[:200_000]
    high = sum(byte > 0x7F for byte in sample) / len(sample)
    best = from_bytes(sample, cp_isolation=CANDIDATES).best()
    name = best.encoding if best else "cp1252"
    # In Latin text every twentieth byte is high; the detector then takes cp1250, cp1257 and their
    # kin for one another, and the West's is by far the likeliest unless its letters look wrong.
    if high < 0.15 and _fits(data, "cp1252") and _plausible_latin(sample.decode("cp1252", "replace")):
        return "cp1252"
    return name


def _plausible_latin(text: str) -> bool:
    """Whether the high characters of cp1252 text are letters and quotes as Western text has them."""
    high = [char for char in text if char > "\x7f"]
    return sum(char in WESTERN for char in high) >= 0.95 * len(high)


def _read_as_cp1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("cp1252-bytes", _read_as_cp1252)
