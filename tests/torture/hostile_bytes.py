"""Files whose bytes are not what they seem: encodings, controls, gzip, things that are no text."""

import gzip
import io
import random
import zipfile
import zlib
from collections.abc import Iterator

from hostile_case import FILED, LEDE, SECOND, TEXT, THIRD, Case, case, page

ALL = (LEDE, SECOND, THIRD)
BINARY, EMPTY, LARGE, DAMAGED, CRASHED = "binary", "empty", "too large", "damaged", "reader crashed"
NO_TEXT, BAD_RECORD = "no article text", "bad record"
MEGABYTE = 1_000_000

GERMAN = "Der Hafenrat hat am Montag den alten Fährkai gesperrt, weil Taucher „ein Loch“ in der Mauer fanden."
RUSSIAN = "Совет порта закрыл в понедельник старый причал, потому что водолазы нашли дыру в его стене."
CHINESE = "港口委员会星期一关闭了旧渡轮码头，因为潜水员在墙上发现了一个洞，修理要到春天才能完成。"
TAIWANESE = "港口委員會星期一關閉了舊渡輪碼頭，因為潛水員在牆上發現了一個洞，修理要到春天才能完成。"
JAPANESE = "港湾委員会は月曜日、潜水士が壁に穴を見つけたため、古い渡船の桟橋を閉鎖したと発表した。"
FRENCH = (
    "Le conseil du port a fermé lundi le vieux quai, où des plongeurs ont découvert un trou — « énorme »."
)


def cases() -> Iterator[Case]:
    """Every file of hostile bytes."""
    yield from _encodings()
    yield from _damaged_text()
    yield from _packed()
    yield from _no_text()


def _news(sentence: str, times: int = 4) -> str:
    return "\n\n".join(f"{sentence} {sentence}" for _ in range(times)) + "\n"


def _encodings() -> Iterator[Case]:
    for name, sentence, codecs in (
        ("english", LEDE, ("utf-16-le", "utf-16-be", "utf-16", "utf-32", "utf-8-sig")),
        ("german", GERMAN, ("utf-16-le", "utf-16-be", "utf-16", "cp1252", "utf-8-sig")),
        ("french", FRENCH, ("utf-16-le", "utf-16-be", "cp1252")),
        ("russian", RUSSIAN, ("utf-16-le", "utf-16-be", "utf-16", "cp1251", "koi8-r")),
        ("chinese", CHINESE, ("utf-16-le", "utf-16-be", "utf-16", "gbk", "gb18030")),
        ("taiwanese", TAIWANESE, ("utf-16-le", "utf-16-be", "big5")),
        ("japanese", JAPANESE, ("utf-16-le", "utf-16-be", "shift_jis", "euc_jp")),
    ):
        for codec in codecs:
            yield case(f"{name}-{codec}.txt", _news(sentence).encode(codec), holds=(sentence,))
        for codec in ("utf-16-le", "utf-16-be"):
            text = page(f"<p>{sentence} {sentence}</p>" * 3)
            yield case(f"{name}-{codec}.html", text.encode(codec), holds=(sentence,))
    for declared in (
        "iso-8859-1",
        "latin-1",
        "us-ascii",
        "utf-8",
        "rot13",
        "x" * 3000,
        "utf-7",
        "idna",
        "base64",
    ):
        text = page(f"<p>{GERMAN}</p>" * 2, head=f'<meta charset="{declared}">')
        yield case(f"declared-{declared[:10]}.html", text.encode("cp1252"), holds=(GERMAN,))
    text = page(f"<p>{CHINESE}</p>" * 2, head='<meta charset="gb2312">')
    yield case("declared-gb2312.html", text.encode("gbk"), holds=(CHINESE,))
    text = page(f"<p>{TAIWANESE}</p>" * 2, head='<meta charset="big5">')
    yield case("declared-big5.html", text.encode("big5"), holds=(TAIWANESE,))


def _damaged_text() -> Iterator[Case]:
    for sentence, name in (
        (GERMAN, "german"),
        (FRENCH, "french"),
        (RUSSIAN, "russian"),
        (CHINESE, "chinese"),
    ):
        twice = "".join(_as_cp1252(byte) for byte in _news(sentence).encode())
        yield case(f"twice-{name}.txt", twice, holds=(sentence,))
    bad = GERMAN.encode() + b" Ein Byte \xe4 ist falsch.\n\n" + _news(GERMAN).encode()
    yield case("one-bad-byte.txt", bad, holds=(GERMAN, "Ein Byte ä ist falsch."))
    yield case("bad-chinese.txt", _news(CHINESE).encode() + b"\xff\n" + CHINESE.encode(), holds=(CHINESE,))
    yield case("nul.txt", TEXT.replace("ferry", "fer\0ry"), holds=(LEDE,))
    controls = "".join(map(chr, [*range(9), 11, *range(14, 32), *range(127, 133), *range(134, 160)]))
    yield case("controls.txt", _news(LEDE, 10) + f"{LEDE[:50]}{controls[:29]}{LEDE[50:]}", holds=(LEDE,))
    yield case("controls-high.txt", _news(f"{LEDE[:50]}{controls[29:]}{LEDE[50:]}"), holds=(LEDE,))
    yield case(
        "surrogates.txt", _news(LEDE) + "A lone \ud800 and \udfff stand here, in the last line of it.\n"
    )
    yield case(
        "cesu.txt",
        _news(LEDE).encode()
        + "Die 🌊 kam am Abend, sagte er.".encode("utf-16", "surrogatepass")
        .decode("utf-16", "surrogatepass")
        .encode("utf-8"),
    )
    yield case("bidi.txt", f"\u202e\u2066{TEXT}\u202c\u2069", holds=ALL)
    yield case(
        "marks.txt", TEXT + "Zo" + "\u0301\u0323" * 10_000 + "e was there as well, and said so.\n", holds=ALL
    )
    yield case(
        "marks-5mb.txt", TEXT + "Zo" + "\u0301\u0323" * 1_250_000 + "e\n", FILED, CRASHED, NO_TEXT, holds=ALL
    )
    yield case("invisible.txt", TEXT.replace("ferry", "fer\u200b\u00ad\u2060ry"), holds=ALL)
    yield case("line-ends.txt", TEXT.replace("\n", "\r"), holds=ALL)
    yield case("line-seps.txt", TEXT.replace("\n", "\u2028"), FILED, NO_TEXT, holds=())
    yield case("lines-empty.txt", TEXT + "\n" * 10_000_000, holds=ALL)
    yield case("blanks.txt", TEXT + " " * 10_000_000 + "x", FILED, NO_TEXT, holds=ALL)
    yield case("word.txt", TEXT + "q" * 5_000_000, FILED, NO_TEXT, CRASHED, holds=ALL)


def _as_cp1252(byte: int) -> str:
    one = bytes([byte])
    try:
        return one.decode("cp1252")
    except UnicodeDecodeError:
        return one.decode("latin-1")


def _packed() -> Iterator[Case]:
    whole = gzip.compress(TEXT.encode() * 40, mtime=0)
    yield case("whole.txt.gz", gzip.compress(TEXT.encode(), mtime=0), holds=ALL)
    for share in (3, 12, len(whole) // 2, len(whole) - 9, len(whole) - 1):
        yield case(f"cut-{share}.gz", whole[:share], DAMAGED, BINARY)
    yield case("checksum.gz", whole[:-8] + b"\0\0\0\0" + whole[-4:], DAMAGED, BINARY)
    parts = [gzip.compress(part.encode(), mtime=0) for part in TEXT.splitlines(keepends=True)]
    yield case("members.txt.gz", b"".join(parts), holds=ALL)
    yield case("padded.txt.gz", parts[0] + b"".join(parts) + b"\0" * 512, holds=ALL)
    yield case("member-cut.gz", b"".join(parts)[:-5], DAMAGED, BINARY)
    yield case("rubbish-after.gz", b"".join(parts) + b"rubbish", FILED, DAMAGED, BINARY, holds=ALL)
    yield case("members-empty.gz", gzip.compress(b"", mtime=0) * 1_000_000, LARGE, DAMAGED, BINARY, EMPTY)
    yield case("nested.gz", gzip.compress(gzip.compress(TEXT.encode(), mtime=0), mtime=0), BINARY, DAMAGED)
    yield case("bomb.gz", _bomb(1_000 * MEGABYTE), LARGE)
    yield case("bomb-nested.gz", gzip.compress(_bomb(100 * MEGABYTE)), BINARY, LARGE, DAMAGED)
    yield case("bomb-members.gz", _bomb(10 * MEGABYTE) * 50, LARGE)
    yield case("header.gz", b"\x1f\x8b\x08\x08" + b"\0" * 6 + b"n" * MEGABYTE, DAMAGED, BINARY)
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("../../etc/news.txt", b"0" * 50 * MEGABYTE)
    yield case("bomb.zip", zipped.getvalue(), BINARY)
    yield case("zip.html", zipped.getvalue(), BINARY)
    yield case("stored.html.Z", b"\x1f\x9d\x90" + zlib.compress(TEXT.encode()), BINARY)


def _bomb(size: int) -> bytes:
    packer = zlib.compressobj(9, wbits=31)
    zeros = b"0" * MEGABYTE
    return b"".join(packer.compress(zeros) for _ in range(size // MEGABYTE)) + packer.flush()


def _no_text() -> Iterator[Case]:
    for name, data in {
        "pdf.html": b"%PDF-1.7\n" + TEXT.encode(),
        "png.txt": b"\x89PNG\r\n\x1a\n" + bytes(2000),
        "elf.txt": b"\x7fELF" + bytes(3000),
        "zeros.txt": bytes(100_000),
        "noise.txt": random.Random(7).randbytes(100_000),
        "archive.db": b"SQLite format 3\0" + bytes(4096),
    }.items():
        yield case(name, data, BINARY)
    for name, data in {
        "empty.txt": b"",
        "blank.txt": b" \n\t\r\n " * 1000,
        "mark.txt": b"\xef\xbb\xbf",
        "mark16.txt": b"\xff\xfe\n\0",
    }.items():
        yield case(name, data, EMPTY, BINARY)
    yield case("large.txt", b"The quay is shut.\n" * 3_000_000, LARGE)
