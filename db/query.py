"""What somebody typed, read as a search: a tree, text for FTS5, plain words, and what was ignored.

The language, in which no text is an error::

    ceasefire talks        both words, in any order and form (AND may be written)
    "prime minister"       the exact phrase, in any quotation marks
    tax OR levy            either; OR binds closer than a space: tax OR levy oil = (tax or levy) and oil
    -opinion, NOT opinion  without the word
    gov*, gov!             words that begin so
    headline:budget        in one part only: headline, standfirst, body, byline, section or dateline
    (tax OR levy) -gas     parentheses group; one that has no partner is ignored
    tax w/5 oil            at most five words further, in any order; near/5 and /5 are the same
    tax pre/3 oil          at most three words further, in this order
    tax /s oil, tax /p oil in the same sentence, in the same paragraph
    atleast3(tax)          so many times, anywhere in the article
    hlead(tax)             in the headline, the standfirst or the first paragraph
    caps(Apple)            with these capitals; allcaps(AIDS); exact(naïve) as written to the letter
    outlet:"Harbour Post"  also agency:, language:, person:, place:, org:
    author:"Lena Fisk"     who signed it, with a printed byline or without
    on:2025-02             a year, a month or a day; after:, before:, since:, until:
    changed:headline       in a later version; also body, byline, standfirst, section or any
    added:"words"          that a later version added; removed:"words" that it dropped
    is:corrected           a version or a note of the editors says so; is:retracted
    length>500             words of the article; length:100-500

A distance counts as Nexis's does: in ``tax on the oil`` the two stand three words apart. Such operators
bind less than OR and closer than a space: ``tax OR levy w/5 oil`` is ``(tax OR levy) w/5 oil``.

The road is text -> tokens -> a tree -> FTS5. FTS5 has no "everything but", so that a tree is turned into
what must be there (``match``) and what must not (``exclude``); either may be missing. What it cannot
say at all is widened (``db.query_match``) and has to be verified in the text (``db.query_verify``).
"""

from collections.abc import Collection
from dataclasses import dataclass

from db.query_match import NOTHING, compiled
from db.query_reader import Reader
from db.query_tokens import MAX_CHARS, MAX_DEPTH, tokens
from db.query_tree import Group, Node, Term, asked, plain

__all__ = ["MAX_CHARS", "MAX_DEPTH", "NOTHING", "Query", "morgue_match", "parse"]


@dataclass(frozen=True, slots=True)
class Query:
    """A query as understood. Without ``match`` and ``exclude`` FTS5 cannot narrow it."""

    #: What articles must match, as FTS5 text.
    match: str | None
    #: What they must not match, as FTS5 text.
    exclude: str | None
    #: The same in plain words.
    understood: str
    #: What was ignored, a sentence each.
    notes: tuple[str, ...] = ()
    #: The words and phrases that were asked for, not those that were excluded.
    terms: tuple[Term, ...] = ()
    #: All that was asked for; a group of no parts asks for every article.
    tree: Node = Group("all", ())  # noqa: RUF009


def parse(text: str, unseen: Collection[str] = ()) -> Query:
    """Read what somebody typed; any text whatever is a query.

    ``unseen`` are tables that he may not see: what only they can tell is ignored, with a note.

    >>> query = parse('“prime minister” tax OR levy -opinion')
    >>> query.match, query.exclude
    ('"prime minister" AND ("tax" OR "levy")', '"opinion"')
    >>> query.understood
    '"prime minister" and (tax or levy), without opinion'
    >>> parse("tax w/5 oil after:2025-01-05").understood
    '(tax within 5 words of oil), published after 5 January 2025'
    >>> parse('"').notes
    ('A quotation mark without a partner was ignored.',)
    >>> parse("tax added:oil", {"changes"}).notes
    ('added:oil asks for what is not open to you. It was ignored.',)
    """
    reader = Reader(unseen=frozenset(unseen))
    reader.tokens = tokens(text, reader.note)
    tree = reader.units()
    match, exclude = compiled(tree)
    return Query(
        match, exclude, plain(tree, top=True) or "every article", tuple(reader.notes), asked(tree), tree
    )


def morgue_match(text: str | None) -> str:
    """FTS5 text for ``articles_fts match morgue_match(:q)`` in anybody's SQL.

    One FTS5 text cannot say "everything but": an empty query, or one of exclusions or filters only, finds
    nothing. What FTS5 cannot say is widened: ``tax /s oil`` finds articles with both.

    >>> morgue_match("U.S. -opinion")
    '("U.S.") NOT ("opinion")'
    >>> morgue_match("-opinion")
    '""'
    """
    query = parse(str(text or ""))
    if query.match and query.exclude:
        return f"({query.match}) NOT ({query.exclude})"
    return query.match or NOTHING
