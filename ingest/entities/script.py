"""What kind of text this is, as far as the English model must know."""

import re
import unicodedata

from ingest.entities.gazetteer import words

#: So many letters tell the script of a text.
LETTERS_SAMPLED = 2_000
#: So many words tell whether a text is English.
WORDS_SAMPLED = 400
#: Share of ``english`` (words.toml) in running text: 0.25 to 0.40 in English papers, else below 0.10.
ENGLISH_SHARE = 0.15
#: Shorter texts (headlines, captions) leave out too many small words to be judged.
SHORTEST_JUDGED = 12

WORD = re.compile(r"[^\W\d_]+")


def mostly_latin(text: str) -> bool:
    """Whether at least half of the letters are Latin ones; True where there are no letters.

    >>> mostly_latin("Kyiv (Київ)"), mostly_latin("北京会谈 NATO 结束了战争")
    (True, False)
    """
    if text[: 2 * LETTERS_SAMPLED].isascii():
        return True
    letters = [char for char in text[: 2 * LETTERS_SAMPLED] if char.isalpha()][:LETTERS_SAMPLED]
    latin = sum(char.isascii() or "LATIN" in unicodedata.name(char, "") for char in letters)
    return 2 * latin >= len(letters)


def reads_as_english(text: str) -> bool:
    """Whether the small words of the text are English ones; True for texts too short to tell.

    >>> reads_as_english("Die Ministerin sagte am Montag, dass sie das neue Gesetz noch nicht kenne.")
    False
    """
    sample = [match.group().lower() for match in WORD.finditer(text[: 20 * WORDS_SAMPLED])][:WORDS_SAMPLED]
    if len(sample) < SHORTEST_JUDGED:
        return True
    return sum(word in words().english for word in sample) >= ENGLISH_SHARE * len(sample)
