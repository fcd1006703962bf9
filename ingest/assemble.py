"""Labelled blocks and metadata to an article, each field with its evidence."""

import re
from collections.abc import Mapping
from dataclasses import replace

from ingest import publication
from ingest.cleaning.label import Labelled
from ingest.fields import (
    agency,
    author_features,
    author_lines,
    byline,
    dateline,
    dates,
    language,
    pictures,
)
from ingest.fields import authors as machine
from ingest.found import Fields
from ingest.model import Article, Author, Block, Draft, Evidence
from ingest.outlets import learned, profiles
from ingest.outlets.profiles import Profile
from ingest.text import fold

NOTE_OPENING = re.compile(r"^\(?[^:：—–-]{3,40}[:：—–-]\s*")
#: The parts of a source line: "Source: Xinhua   Editor: Wang Xiang", "(Reporting by …; editing by …)".
SOURCE = re.compile(
    r"(?:\b(?:source|quelle|sources|fuente)|来源|출처)\s*[:：]\s*(?P<value>.+?)(?=\s*[|;·]?\s*\beditor\s*[:：]|\s{2,}|\s+记者|$)",
    re.I,
)
EDITOR = re.compile(r"(?:\beditor\s*[:：]|\bediting by\b|编辑\s*[:：])\s*(?P<value>[^;|)）]+)", re.I)
REPORTER = re.compile(
    r"(?:\b(?:reporting|writing) by\b|(?P<printed>记者\s*[:：]))\s*(?P<value>[^;|)）]+)", re.I
)
#: An address with the day in its path: the day of publication as most sites write it.
DAY_IN_PATH = re.compile(r"/(?P<y>(?:19|20)\d{2})[/-](?P<m>\d{1,2})[/-](?P<d>\d{1,2})(?:/|-|$)")


def assemble(draft: Draft, labelled: Labelled, who: tuple[str, Evidence] | None) -> Article:
    """Make the article of a draft whose lines are labelled; ``who`` is the outlet and how it was told."""
    profile = profiles.by_name(who[0]) if who else None
    meta = draft.metadata
    found = Fields()
    _from_metadata(found, meta, _month_first(profile, meta))
    stated = meta.get("authors", ())
    signers = machine.signers(stated)
    _from_blocks(found, labelled, _month_first(profile, meta), signers)
    # Sites sign as themselves where nobody else does.
    found.set("authors", signers, "metadata", ", ".join(stated))
    article = Article(labelled.blocks, images=pictures.collect(draft.images, labelled))
    _from_body(found, article.body)
    _outlet(found, meta, who)
    publication.from_picture(found, article.images)
    publication.in_the_outlets_zone(found)
    language_of = profile.language if profile else None
    if "language" not in found.values:
        found.set("language", language.parse(article.body), "inferred", "the body's words")
    found.set("language", language_of, "profile", "usual language of the outlet")
    known = {name: value for name, value in found.values.items() if value is not None}
    evidence = tuple(found.evidence[name] for name in sorted(found.evidence))
    return replace(article, **known, evidence=evidence, candidates=found.candidates())  # type: ignore[arg-type]


def _month_first(profile: Profile | None, meta: Mapping[str, tuple[str, ...]]) -> bool | None:
    if profile and profile.month_first is not None:
        return profile.month_first
    country = meta.get("country", ("",))[0]
    if country:
        return country in {"US", "PH"}
    return None


def _from_metadata(found: Fields, meta: Mapping[str, tuple[str, ...]], month_first: bool | None) -> None:
    for name in ("headline", "standfirst", "section", "url", "editor"):
        # The best comes first; the others stay as its rivals.
        for value in meta.get(name, ()):
            found.set(name, value, "metadata", value)
    # A site's own name signs only where nobody else does.
    sites = {fold(name) for name in meta.get("outlet", ())}
    authors = tuple(one for one in machine.people(meta.get("authors", ())) if fold(one.name) not in sites)
    if authors:
        found.set("authors", authors, "metadata", ", ".join(meta["authors"]))
        signs = [agency.exactly(author.name) for author in authors if author.kind == "agency"]
        found.set("agency", next(iter(signs), None), "metadata", ", ".join(meta["authors"]))
    for value in meta.get("byline", ())[:1]:
        found.set("byline", value, "metadata", value)
        found.set("authors", byline.parse(value), "metadata", value)
        found.set("agency", agency.parse(value), "metadata", value)
    for value in meta.get("agency", ())[:1]:
        found.set("agency", agency.exactly(value) or value, "metadata", value)
    for value in meta.get("language", ())[:1]:
        found.set("language", language.normal(value), "metadata", value)
    for name in ("published", "updated"):
        for value in meta.get(name, ()):
            moment = dates.from_machine(value)
            if moment:
                found.set(name, moment, "metadata", value)
    for value in meta.get("url", ())[:1]:
        path = DAY_IN_PATH.search(value)
        moment = (
            dates.from_machine("-".join(part.zfill(2) for part in path.groups()), "url") if path else None
        )
        found.set("published", moment, "url", value)


def _from_blocks(
    found: Fields, labelled: Labelled, month_first: bool | None, signed: tuple[Author, ...]
) -> None:
    notes: list[str] = []
    _byline(found, labelled.blocks, signed)
    for block, value in zip(labelled.blocks, labelled.values, strict=True):
        if block.role in {"headline", "standfirst"}:
            found.set(block.role, value or block.text, "stated", block.rule)
        elif block.role == "section":
            found.set("section", value or block.text, "stated", block.text)
        elif block.role == "editors-note":
            notes.append(NOTE_OPENING.sub("", block.text, count=1).rstrip(")"))
        elif block.role == "source-line":
            _source_line(found, block)
    if notes:
        found.set("editors_note", "\n\n".join(notes), "stated", notes[0])
    found.weigh(
        "headline",
        ((one.text, one.likelihood, "likely-headline", one.text) for one in labelled.headlines),
    )
    publication.stamps(found, labelled.blocks, month_first)


def _byline(found: Fields, blocks: tuple[Block, ...], signers: tuple[Author, ...]) -> None:
    """The line that signs: the one that names whom the metadata names, else the likeliest of all."""
    known = found.values.get("authors")
    if known:
        line = machine.printed(known, blocks)  # type: ignore[arg-type]
        if line:
            text, _ = author_lines.without_stamp(line.text)
            found.set("byline", text, "stated", line.rule)
            found.set("agency", agency.parse(text), "stated", line.text)
        return
    ranked = author_features.rank(author_features.page(blocks))
    signed = author_features.signature(ranked)
    # Where the page says that the site signs, a name somewhere in it is not the author's, nor is an agency.
    if signed is not None and (not signers or _overrules(signed, blocks[signed.block])):
        found.set("byline", signed.text, "stated", blocks[signed.block].rule)
        found.set("authors", signed.authors, "stated", signed.text)
        found.set("agency", agency.parse(signed.text), "stated", signed.text)
    found.weigh("authors", ((one.authors, p, "likely-byline", one.text) for p, one in ranked))


def _overrules(signed: author_features.Found, line: Block) -> bool:
    """Whether a line is surer than the page's own word that the site signs: it is a person's for certain."""
    return machine.is_certain(line) and any(author.kind == "person" for author in signed.authors)


def _source_line(found: Fields, block: Block) -> None:
    source, editor, reporter = (part.search(block.text) for part in (SOURCE, EDITOR, REPORTER))
    if source:
        found.set("agency", agency.parse(source.group("value")), "stated", block.text)
    if editor:
        found.set("editor", editor.group("value").strip(" ."), "stated", block.text)
    if reporter:
        if reporter.group("printed"):
            found.set("byline", reporter.group().strip(), "stated", block.text)
        found.set("authors", byline.parse(reporter.group("value")), "stated", block.text)


def _from_body(found: Fields, body: str) -> None:
    opening = dateline.parse(body.split("\n\n", 1)[0])
    if opening:
        found.set("dateline", opening.text, "stated", opening.text)
        found.set("agency", opening.agency, "stated", body[: len(opening.text) + 20])


def _outlet(found: Fields, meta: Mapping[str, tuple[str, ...]], who: tuple[str, Evidence] | None) -> None:
    for value in meta.get("outlet", ())[:1]:
        found.set("outlet", learned.outlet_name(meta, None), "metadata", value)
    if who:
        found.set("outlet", who[0], who[1].source, who[1].detail)
    named = profiles.by_name(str(found.values.get("outlet")))
    hosts = [profiles.host(url) for url in (*meta.get("url", ()), *meta.get("host", ()))]
    domain = named.domain if named else next(filter(None, hosts), None)
    country = named.country if named else None
    if domain:
        found.values["outlet_domain"] = domain
    if country:
        found.values["outlet_country"] = country
