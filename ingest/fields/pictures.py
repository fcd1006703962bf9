"""Pictures: addresses, captions and credits, put together from the markup and from the lines of the text."""

import re
from dataclasses import replace

from ingest.cleaning.label import Labelled
from ingest.fields.credit import split
from ingest.model import Image
from ingest.text import fold

#: Pictures that belong to the page, not to the article.
FURNITURE = re.compile(
    r"logo|masthead|icon|avatar|pixel|sprite|spacer|placeholder|/ads?/|tracking|badge", re.I
)
#: Words that announce a credit in a line of its own.
ANNOUNCED = re.compile(r"^[\W_]*(?:[\w ]{3,20}\s*[:：/©=]|©)\s*")
LABELS = frozenset({"caption-label", "credit-label", "figure-label"})


def collect(images: tuple[Image, ...], labelled: Labelled) -> tuple[Image, ...]:
    """The article's pictures, each once, with the captions and credits that stand beside them."""
    out: list[Image] = []
    for image in images:
        if not (image.url and FURNITURE.search(image.url)):
            _merge(out, _with_credit(image))
    for picture in _printed(labelled):
        _merge(out, picture)
    return tuple(out)


def _printed(labelled: Labelled) -> list[Image]:
    """Pictures as the text's lines tell of them."""
    out: list[Image] = []
    url: str | None = None
    for block, value in zip(labelled.blocks, labelled.values, strict=True):
        if block.role == "image":
            url = None if FURNITURE.search(block.text) else block.text
        elif block.rule in LABELS:
            continue
        elif block.role == "caption":
            out.append(_with_credit(Image(url, block.text)))
            url = None
        elif block.role == "credit":
            credit = value or ANNOUNCED.sub("", block.text).strip(" .)]")
            if out and out[-1].credit is None:
                out[-1] = replace(out[-1], credit=credit)
            else:
                out.append(Image(url, None, credit))
    return out


def _with_credit(image: Image) -> Image:
    """A picture whose caption ends in its credit, with the two parted."""
    parts = split(image.caption) if image.caption and not image.credit else None
    return replace(image, caption=parts[0] or None, credit=parts[1]) if parts else image


def _merge(images: list[Image], picture: Image) -> None:
    for i, image in enumerate(images):
        same_caption = image.caption and picture.caption and fold(image.caption) == fold(picture.caption)
        if same_caption or (image.url and image.url == picture.url):
            images[i] = Image(
                image.url or picture.url, image.caption or picture.caption, image.credit or picture.credit
            )
            return
    if picture not in images:
        images.append(picture)
