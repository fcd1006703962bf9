"""Pairs of texts that are copies of one, or look like it: made from the samples and from copies.toml.

Each pair is drawn with its own seed, so that the pairs are the same on every machine.
"""

import random
import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bench.generate import _vary, templates

TEXTS = Path(__file__).with_name("copies.toml")
#: Words that an article has.
LONG = (140, 700)
#: Pairs of each kind.
EACH = 18
SLOT = re.compile(r"\{(\w+)\}")

Body = list[str]
Edit = Callable[[Body, random.Random], Body]


@dataclass(frozen=True, slots=True)
class Made:
    """A pair of texts, how it was made, and whether it is a copy."""

    kind: str
    copy: bool
    one: str
    other: str
    seed: str


@cache
def _texts() -> dict[str, Any]:
    return tomllib.loads(TEXTS.read_text("utf-8"))


@cache
def _paragraphs() -> dict[str, list[str]]:
    found = templates()[1]
    return {name: [one for one in some if len(one) > 60] for name, some in found.items() if len(some) > 12}


def _words(text: str) -> int:
    return len(text.split()) if " " in text[:80] else len(text)


def _bodies(random_: random.Random, count: int = 2, like: Body | None = None) -> list[Body]:
    """Articles without a paragraph in common, in one language: that of another, if one is given."""
    language = random_.choice(["en", "en", "en", *sorted(_paragraphs())])
    if like:
        language = max(_paragraphs(), key=lambda name: _shared_words(like, _paragraphs()[name]))
    some = list(dict.fromkeys(_paragraphs()[language]))
    random_.shuffle(some)
    out: list[Body] = []
    for _ in range(count):
        wanted, body = random_.randint(*LONG), []
        while some and sum(map(_words, body)) < wanted and len(some) > (count - len(out) - 1) * 4:
            body.append(_vary(some.pop(), random_))
        out.append(body)
    return out


def _shared_words(body: Body, paragraphs: list[str]) -> int:
    return len(set(re.findall(r"[^\W\d]", "".join(body))) & set("".join(paragraphs))) + 100 * len(
        set(" ".join(body).split()) & set(" ".join(paragraphs).split())
    )


def cut(body: Body, random_: random.Random) -> Body:
    text = "\n\n".join(body)
    keep = max(260, int(len(text) * random_.uniform(0.1, 0.7)))
    end = max(text.rfind(". ", 0, keep), text.rfind("\n\n", 0, keep), 200)
    return text[: end + 1].split("\n\n")


def lead(body: Body, random_: random.Random) -> Body:
    words = _bodies(random_, 1, body)[0][0].split()
    return [" ".join(words[: random_.randint(20, 45)])[:250], *body]


def byline(body: Body, random_: random.Random) -> Body:
    person, firm = (random_.choice(_texts()["slots"][slot]) for slot in ("person", "firm"))
    return [f"By {person} in {random_.choice(_texts()['slots']['town'])} for {firm}", *body]


def paraphrase(body: Body, random_: random.Random) -> Body:
    """One paragraph in other words: at most a fifth of the text."""
    whole = len(" ".join(body))
    small = [i for i, one in enumerate(body) if len(one) < whole / 5 and i] or [len(body) - 1]
    out = list(body)
    chosen = random_.choice(small)
    out[chosen] = " ".join(word for i, word in enumerate(reversed(out[chosen].split())) if i % 4)
    return out


def house(body: Body, random_: random.Random) -> Body:
    rules: dict[str, str] = _texts()["house"]
    changed = [re.sub(r"\b\w+\b", lambda m: rules.get(m[0], m[0]), one) for one in body]
    # Each house cuts a word now and then, whatever the language.
    return [re.sub(r"\b\w+\b ", lambda m: "" if random_.random() < 0.02 else m[0], one) for one in changed]


def credit(body: Body, random_: random.Random) -> Body:
    return [
        f"{random_.choice(['REUTERS', 'AP', 'dpa', 'AFP'])} — {body[0]}",
        *body[1:],
        "Reporting by the bureau",
    ]


def quotes(body: Body, random_: random.Random) -> Body:
    """Quotes as another translator has them: one sentence in seven in other words."""
    out = body[:1]
    for paragraph in body[1:]:
        sentences = re.split(r"(?<=[.!?。])", paragraph)
        out.append(
            "".join(" ".join(reversed(s.split())) if random_.random() < 1 / 7 else s for s in sentences)
        )
    return out


def order(body: Body, random_: random.Random) -> Body:
    rest = body[1:]
    random_.shuffle(rest)
    return [body[0], *rest]


def headline(body: Body, random_: random.Random) -> Body:
    return [" ".join(_bodies(random_, 1, body)[0][0].split()[:8])[:60], *body]


EDITS: dict[str, tuple[Edit, ...]] = {
    "headline": (headline,),
    "cut": (cut,),
    "lead": (lead,),
    "byline": (byline,),
    "paraphrase": (paraphrase,),
    "house style": (house,),
    "credit": (credit,),
    "translated quotes": (quotes,),
    "order": (order,),
    "cut, credit": (cut, credit),
    "house style, cut, headline": (house, cut, headline),
    "lead, byline": (lead, byline),
}


def _fill(text: str, random_: random.Random, fixed: dict[str, list[str]] | None = None) -> str:
    slots: dict[str, list[str]] = _texts()["slots"]
    turn: dict[str, int] = {}

    def value(match: re.Match[str]) -> str:
        name = match[1]
        if fixed is not None and name in fixed:
            turn[name] = turn.get(name, -1) + 1
            return fixed[name][turn[name] % len(fixed[name])]
        if name == "number":
            return f"{random_.uniform(1, 9000):,.{random_.randint(0, 2)}f}"
        return random_.choice(slots[name])

    return SLOT.sub(value, text)


def _template(kind: str, random_: random.Random) -> tuple[str, str]:
    text = random_.choice(_texts()["templates"][kind])
    return _fill(text, random_), _fill(text, random_)


def _event(random_: random.Random) -> tuple[str, str]:
    event = random_.choice(_texts()["events"])
    fixed = {name: [random_.choice(values)] for name, values in _texts()["slots"].items()}
    fixed["number"] = [str(random_.randint(11, 99))]
    return _fill(event["one"], random_, fixed), _fill(event["other"], random_, fixed)


def _shared(what: Body, random_: random.Random, *, end: bool) -> tuple[str, str]:
    """Two articles with some paragraphs in common, at the end or somewhere."""
    one, other = _bodies(random_)
    places = [len(body) if end else random_.randint(1, len(body)) for body in (one, other)]
    whole = [body[:place] + what + body[place:] for body, place in zip((one, other), places, strict=True)]
    return "\n\n".join(whole[0]), "\n\n".join(whole[1])


def _follow_up(random_: random.Random) -> tuple[str, str]:
    """A new story, of which 35 to 45 in a hundred words are the old one's background."""
    old, new = _bodies(random_)
    words = " ".join(old[1:] or old).split(" ")
    # Of the whole: x / (x + new) = share.
    share = random_.uniform(0.35, 0.45)
    background = " ".join(words[-max(30, int(share / (1 - share) * len(" ".join(new).split()))) :])
    return "\n\n".join(old), "\n\n".join([*new, background])


def negatives() -> dict[str, Callable[[random.Random], tuple[str, str]]]:
    """How pairs are made that are no copies."""
    standing = _texts()["standing"]
    return {
        **{kind: lambda r, kind=kind: _template(kind, r) for kind in _texts()["templates"]},
        "boilerplate": lambda r: _shared([r.choice(standing["boilerplate"])], r, end=True),
        "statement": lambda r: _shared([f'"{r.choice(standing["statement"])}"'], r, end=False),
        "follow-up": _follow_up,
        "two reporters": _event,
    }


def made(each: int = EACH) -> Iterator[Made]:
    """All made pairs."""
    for kind, edits in EDITS.items():
        for number in range(each):
            random_ = random.Random(seed := f"{kind}/{number}")
            body = _bodies(random_, 1)[0]
            edited = body
            for edit in edits:
                edited = edit(edited, random_)
            yield Made(kind, True, "\n\n".join(body), "\n\n".join(edited), seed)
    for kind, pair in negatives().items():
        for number in range(each):
            seed = f"{kind}/{number}"
            yield Made(kind, False, *pair(random.Random(seed)), seed)
