"""When an article was published and changed: from its stamps, its outlet's clock and its pictures' names."""

import re
from dataclasses import replace

from ingest.fields import date_features, dates, day_order, language, zones
from ingest.found import Fields
from ingest.model import Block, Image, Moment

#: Uploading systems append the Unix time to a picture's name.
UNIX_TIME = re.compile(r"[-_](?P<seconds>1\d{9})(?=[.\-_])")
UPLOAD_MONTH = re.compile(r"/(?P<month>(?:19|20)\d{2}/\d{2})/")


def stamps(found: Fields, blocks: tuple[Block, ...], month_first: bool | None) -> None:
    """The day of publication, and of a change that a stamp near it states."""
    if "published" in found.values and "updated" in found.values:
        return
    page = date_features.page(blocks, _order(blocks) if month_first is None else month_first)
    ranked = date_features.rank(page)
    one = date_features.publication(ranked)
    if one is not None:
        _stamp(found, page, one)
    found.weigh(
        "published",
        ((other.stamp.moment, p, "likely-stamp", blocks[other.block].text) for p, other in ranked),
    )


def _order(blocks: tuple[Block, ...]) -> bool | None:
    """Whether the month stands first, from the page's own stamps, else from its language."""
    texts = [block.text for block in blocks]
    told = day_order.month_first(texts)
    if told is None and day_order.is_open(texts):
        body = " ".join(block.text for block in blocks if block.role == "paragraph")
        return day_order.of_language(language.parse(body))
    return told


def _stamp(found: Fields, page: date_features.Page, one: date_features.Found) -> None:
    stamp, text = one.stamp.moment, page.blocks[one.block].text
    if one.changed:
        # Nothing but the day of the last change is shown. On 31 of 34 such pages it is that of publication.
        day = stamp.local[:10]
        found.set("updated", stamp, "stated", text)
        found.set(
            "published", Moment(day, day, "day", "inferred"), "inferred", f"day of the only change: {text}"
        )
        return
    found.set("published", stamp, "stated", text)
    for other in page.found:
        if (
            other.changed
            and abs(other.block - one.block) <= UPDATE_REACH
            and other.stamp.moment.at >= stamp.at
        ):
            found.set("updated", other.stamp.moment, "stated", page.blocks[other.block].text)


#: How far from the stamp of publication that of a change may stand (lines).
UPDATE_REACH = 4


def in_the_outlets_zone(found: Fields) -> None:
    """A time that is printed without its zone is meant in that of the outlet, if its country has but one."""
    zone = zones.of_country(found.values.get("outlet_country"))
    for name in ("published", "updated"):
        moment = found.values.get(name)
        settled = dates.in_zone(moment, zone) if zone and isinstance(moment, Moment) else None
        if settled:
            told = found.evidence[name]
            found.values[name] = settled
            found.evidence[name] = replace(
                told, detail=f"{told.detail[:150]} (time of {zone}, the outlet's zone)"
            )


def from_picture(found: Fields, images: tuple[Image, ...]) -> None:
    """The day of the Unix time in a picture's name, if the month in its path does not deny it."""
    for image in images[:1]:
        named = UNIX_TIME.search(image.url or "")
        month = UPLOAD_MONTH.search(image.url or "")
        if not named:
            continue
        exact = dates.from_machine(named.group("seconds"))
        if exact is None or (month and not exact.at.startswith(month.group("month").replace("/", "-"))):
            continue
        day = exact.at[:10]
        found.set(
            "published",
            Moment(day, day, "day", "inferred"),
            "inferred",
            f"Unix time in the picture's name: {image.url}",
        )
