"""Writing without spaces between words, made searchable by pairs of letters.

The index's tokenizer takes a whole sentence of Chinese or Japanese for one word, and breaks Thai at its vowel
signs. So a further column of the index, ``unspaced``, holds every two neighbouring letters as a word.
Korean has spaces, but its words carry their endings with them: it stands there as well.
"""

import re
import unicodedata

#: The column of the index that holds what ``pairs`` gives.
COLUMN = "unspaced"

#: Letters, and the marks upon them; digits and punctuation of these scripts end a run.
_SCRIPTS = (
    "\u0e01-\u0e3a\u0e40-\u0e4e"  # Thai
    "\u0e81-\u0ece\u0edc-\u0edf"  # Lao
    "\u1000-\u103f\u1050-\u108f\u109a-\u109f\ua9e0-\ua9ef\uaa60-\uaa76\uaa7a-\uaa7f"  # Burmese
    "\u1780-\u17d3\u17d7\u17dc\u17dd"  # Khmer
    "\u3005-\u3007\u303b\u3041-\u309a\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff"  # Japanese
    "\u3105-\u312f"  # Bopomofo
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"  # Chinese characters
    "\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3\uff66-\uff9f"  # Korean, and half-width kana
)
#: Characters without width that stand inside a word: spaces for line breaks, joiners, variants.
_NO_WIDTH = "\u200b-\u200d\u2060\ufe00-\ufe0f\ufeff"
#: A set for regular expressions, without its brackets.
LETTERS = _SCRIPTS
_ANY = re.compile(f"[{_SCRIPTS}]")
_RUN = re.compile(f"[{_SCRIPTS}][{_SCRIPTS}{_NO_WIDTH}]*")
_SPACED = re.compile(rf"[^\W_{_SCRIPTS}]")


def is_unspaced(text: str) -> bool:
    """Whether any of the text is written without spaces.

    >>> is_unspaced("iPhone手机"), is_unspaced("café")
    (True, False)
    """
    return not text.isascii() and _ANY.search(text) is not None


def is_mixed(text: str) -> bool:
    """Whether other letters or digits stand beside those written without spaces.

    >>> is_mixed("iPhone手机"), is_mixed("中美关系")
    (True, False)
    """
    return is_unspaced(text) and _SPACED.search(unicodedata.normalize("NFKC", text)) is not None


def runs(text: str) -> list[str]:
    """The stretches of such letters, normalised (NFKC), without the marks at which the tokenizer breaks.

    >>> runs("中美，关系 and ภาษาไทย")
    ['中美', '关系', 'ภาษาไทย']
    """
    if not is_unspaced(text):
        return []
    found = (_letters(run) for run in _RUN.findall(unicodedata.normalize("NFKC", text)))
    return [run for run in found if run]


def _letters(run: str) -> str:
    return "".join(char for char in run if unicodedata.category(char) in ("Lo", "Lm", "Nl"))


def pairs(text: str) -> str:
    """What the column holds of a text: pairs, and each run's last letter alone; "" if there is nothing.

    The last letter keeps runs apart, and finds one-letter words by prefix.

    >>> pairs("中美关系, iPhone手机")
    '中美 美关 关系 系 手机 机'
    """
    return " ".join(pair for run in runs(text) for pair in _pairs(run))


def _pairs(run: str) -> list[str]:
    return [run[place : place + 2] for place in range(len(run))]


def phrase(text: str) -> str:
    """The letters of a text as an FTS5 phrase of pairs, without the column; "" if there are none.

    >>> phrase("中美关系"), phrase("系"), phrase("中美，关系")
    ('"中美 美关 关系"', '"系" *', '"中美 美 关系"')
    """
    found = runs(text)
    if not found:
        return ""
    tokens = [pair for run in found for pair in _pairs(run)]
    if len(found[-1]) > 1:
        return f'"{" ".join(tokens[:-1])}"'
    return f'"{" ".join(tokens)}" *'


def pairs_query(run: str) -> str:
    """FTS5 text that finds a run in the column; "" if it has no such letter.

    >>> pairs_query("关系")
    'unspaced : "关系"'
    """
    found = phrase(run)
    return f"{COLUMN} : {found}" if found else ""
