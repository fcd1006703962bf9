"""The language of a text, told offline."""

from ingest.text import WORD

#: Fewer words than this tell no language.
MIN_WORDS = 4
#: Characters that are looked at; more change nothing and cost time.
SAMPLE = 1000


def parse(text: str) -> str | None:
    """ISO 639-1 code of a text's language, or None if it is too short to tell.

    >>> parse("Der Stadtrat hat am Montag über die neue Brücke beraten.")
    'de'
    """
    if len(WORD.findall(text[:SAMPLE])) < MIN_WORDS and len(text) < 12:
        return None
    # Half a second to load, and not needed where the file states its language.
    import py3langid

    code, _ = py3langid.classify(text[:SAMPLE])
    return str(code)


def normal(code: str) -> str | None:
    """The two- or three-letter code of a stated language tag.

    >>> normal("en_GB"), normal("zh-Hans"), normal("English")
    ('en', 'zh', None)
    """
    head = code.strip().replace("_", "-").split("-")[0].lower()
    return head if 2 <= len(head) <= 3 and head.isalpha() else None
