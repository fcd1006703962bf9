"""Text in UTF-16 without a byte order mark, and text that was encoded in UTF-8 twice."""

import codecs
import re

#: How much of a file is looked at (bytes).
HEAD_BYTES = 4096

#: What text in UTF-16 consists of; 16-bit numbers that are no text hit it by chance at some 60 %.
PLAUSIBLE = re.compile(
    "[\t\n\r\x20-\x7e\xa0-\u024f\u0370-\u06ff\u0900-\u0eff\u1e00-\u1fff\u200b-\u2044\u20a0-\u20bf\u3000-\u30ff"
    "\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff65]+"
)
#: Blanks, ends of lines and the stops of East Asia: the only sign that tells UTF-16 from Shift JIS, whose
#: bytes, two by two, are Chinese characters as well.
STOPS = re.compile("[\t\n\r \u3000-\u3002\uff01\uff0c\uff1a\uff1f]")
MIN_PLAUSIBLE, MIN_STOPS = 0.95, 0.005

#: A lead byte and a following byte of UTF-8, both read as cp1252 and encoded once more.
LEAD = "\u00c2-\u00f4"
FOLLOWS = "\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
TWICE = re.compile(f"[{LEAD}][{FOLLOWS}]")
#: Twos and threes that prove it: a single Ã© may be meant.
MIN_TWICE = 2
THREE = re.compile(f"[\u00e2-\u00ef][{FOLLOWS}]{{2}}")


def without_mark(data: bytes) -> str | None:
    """The byte order of UTF-16 that states none, or None if the bytes are no UTF-16.

    >>> without_mark("Fire in the port".encode("utf-16-le")), without_mark(b"Fire in the port")
    ('utf-16-le', None)
    >>> without_mark("桥关闭了。工人来了。".encode("utf-16-be"))
    'utf-16-be'
    """
    head = data[: HEAD_BYTES if len(data) > HEAD_BYTES else len(data) & ~1]
    if len(head) < 4 or (0 not in head and _is_utf8(head)):
        return None
    for order in ("utf-16-le", "utf-16-be"):
        text = head.decode(order, "replace")
        plausible = len(text) - len(PLAUSIBLE.sub("", text))
        if plausible >= MIN_PLAUSIBLE * len(text) and len(STOPS.findall(text)) > MIN_STOPS * len(text):
            return order
    return None


def _is_utf8(head: bytes) -> bool:
    """Whether the bytes are UTF-8, a character that the head cuts off left aside."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return True


def once(text: str) -> str | None:
    """Text that was encoded in UTF-8 twice, as it was before; None if it was not, or not all of it.

    >>> once("Der FÃ¤hrkai Ã¶ffnet."), once("FÃ¤hrkai Ã¶ffnet, Fährkai"), once("SÃO PAULO")
    ('Der Fährkai öffnet.', None, None)
    """
    if not TWICE.search(text) or (len(TWICE.findall(text)) < MIN_TWICE and not THREE.search(text)):
        return None
    try:
        return text.encode("cp1252", "cp1252-controls").decode("utf-8")
    except UnicodeError:
        return None


def _keep_controls(error: UnicodeError) -> tuple[bytes, int]:
    """The five bytes that cp1252 leaves undefined stand for themselves in text encoded twice."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return error.object[error.start : error.end].encode("latin-1"), error.end


codecs.register_error("cp1252-controls", _keep_controls)
