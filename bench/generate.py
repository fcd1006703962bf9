"""Make an archive of any size out of the sample files: same furniture, shuffled sentences, other days.

Every article has paragraphs of several samples of its language, so that texts differ, names repeat and
the furniture of each outlet stands where its real files have it.
"""

import hashlib
import random
import re
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from ingest.model import RawFile
from ingest.pipeline import documents

SEEDS = Path(__file__).parent.parent / "seeds"
FIRST_DAY = date(2015, 1, 1)
DAYS = 4000
DAY = re.compile(r"\b20\d\d-\d\d-\d\d\b")
YEAR = re.compile(r"\b20[12]\d\b")
#: Paragraphs of an article: the samples have 6 to 16.
PARAGRAPHS = (6, 18)


@dataclass(frozen=True)
class Template:
    """The text of a sample with a mark where its body stood, and its language."""

    suffix: str
    text: str
    language: str


BODY = "\x00BODY\x00"


def templates() -> tuple[list[Template], dict[str, list[str]]]:
    """Templates of all plain samples, and the paragraphs of each language."""
    made: list[Template] = []
    paragraphs: dict[str, list[str]] = {}
    for path in sorted(SEEDS.rglob("*")):
        if not path.is_file() or path.name in {"README.md", ".gitattributes"}:
            continue
        data = path.read_bytes()
        for document in documents(RawFile(path.name, data), entities=False):
            article = document.article
            if article is None:
                continue
            language = article.language or "en"
            paragraphs.setdefault(language, []).extend(article.paragraphs)
            if path.suffix == ".txt" and document.encoding == "utf-8":
                made += _template(data.decode(), article.paragraphs, language)
    return made, paragraphs


def _template(text: str, body: tuple[str, ...], language: str) -> list[Template]:
    """Cut the body out of a sample, if it stands there in one piece, paragraph by paragraph."""
    start, last = text.find(body[0]), text.find(body[-1])
    if start < 0 or last < start:
        return []
    return [Template(".txt", text[:start] + BODY + text[last + len(body[-1]) :], language)]


def generate(folder: Path, count: int, seed: int = 1) -> int:
    """Write ``count`` files into ``folder``, a thousand a folder; gives the bytes written."""
    made, paragraphs = templates()
    total = 0
    for number in range(count):
        random_ = random.Random(f"{seed}/{number}")
        template = random_.choice(made)
        wanted = random_.randint(*PARAGRAPHS)
        body = [_vary(random_.choice(paragraphs[template.language]), random_) for _ in range(wanted)]
        day = FIRST_DAY + timedelta(days=random_.randrange(DAYS))
        text = YEAR.sub(str(day.year), DAY.sub(day.isoformat(), template.text))
        text = text.replace(BODY, "\n\n".join(body))
        path = folder / f"{number // 1000:04d}" / f"{number:07d}{template.suffix}"
        path.parent.mkdir(parents=True, exist_ok=True)
        total += path.write_bytes(text.encode())
    return total


SENTENCE = re.compile(r"(?<=[.!?。]) +")


def _vary(paragraph: str, random_: random.Random) -> str:
    """A paragraph with its sentences in another order and its numbers changed."""
    sentences = SENTENCE.split(paragraph)
    random_.shuffle(sentences)
    return re.sub(r"\b\d{2}\b", lambda _: str(random_.randint(11, 98)), " ".join(sentences))


def digest(folder: Path) -> str:
    """Hash of all files below a folder, names and bytes."""
    whole = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            whole.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return whole.hexdigest()
