"""The table of rarities that ships as db/stories/background.npz, counted in openly licensed text.

``python -m bench.story_background FOLDER`` where the folder holds the texts as JSON lines. Words are counted
per language, and the most common use counts: "die" is common in German.
"""

import collections
import json
import math
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from db.stories.background import BUCKETS, UNSEEN
from db.stories.signature import term, words

#: By language: files, and how many records make a text. Wikinews CC BY 2.5, government blogs CC0, Flores
#: CC BY-SA 4.0 and Europeana CC0: nothing but counts of places in the table is taken from them.
SOURCES = {
    "en": (
        ("wikinews_en_2019_2020", 1),
        ("usgov_digitalgov_news", 1),
        ("usgov_18f_blog", 1),
        ("wikinews_en_sentences_qanom", 15),
    ),
    "de": (("flores101_sentences_multi", 10), ("ner_europeana_de", 10)),
    "fr": (("flores101_sentences_multi", 10), ("ner_europeana_fr", 10), ("wikinews_fr_keyphrase", 1)),
    "es": (("flores101_sentences_multi", 10),),
    "ru": (("flores101_sentences_multi", 10), ("ner_factrueval_ru", 1)),
    "uk": (("flores101_sentences_multi", 10),),
    "zh": (("flores101_sentences_multi", 10), ("ner_uner_zh_gsdsimp", 1)),
}
#: Of other languages there are so few texts that only their common words are known: those in this share.
COMMON = 0.05
#: Units of the table for a natural logarithm: a word in none of the 2,935 English texts has 240.
SCALE = 30


def texts(folder: Path, language: str) -> Iterator[str]:
    for name, together in SOURCES[language]:
        held: list[str] = []
        for line in (folder / f"{name}.jsonl").open(encoding="utf-8"):
            record = json.loads(line)
            if record.get("lang", language)[:2] != language:
                continue
            held.append(record["text"])
            if len(held) == together:
                yield " ".join(held)
                held = []


def main(folder: Path, into: Path) -> None:
    rarity = np.full(BUCKETS, UNSEEN, np.int64)
    for language in SOURCES:
        number, holding = 0, collections.Counter[int]()
        for text in texts(folder, language):
            number += 1
            holding.update({term(word) % BUCKETS for word in words(text)})
        for place, count in holding.items():
            if language != "en" and count < COMMON * number:
                continue
            level = SCALE * math.log((number + 1) / (count + 1))
            rarity[place] = min(rarity[place], round(level))
        print(language, number, len(holding))
    places = np.flatnonzero(rarity < UNSEEN)
    np.savez_compressed(
        into, gaps=np.diff(places, prepend=0).astype(np.uint16), rarity=rarity[places].astype(np.uint8)
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(__file__).parent.parent / "db/stories/background.npz")
