"""What the archive asks of whoever makes its merge keys: how names go together, and what is known of them."""

from collections.abc import Callable
from dataclasses import dataclass

#: Degrees north and east, number in Wikidata; None where it is not known.
Facts = tuple[float | None, float | None, str | None]


@dataclass(frozen=True, slots=True)
class Language:
    """All take a kind and merge keys.

    ``block`` gives what names share that may be one, ``relation(kind, short, long)`` how one may be the
    other's short form, ``is_common`` whether everybody knows the name, ``facts`` what is known of it.
    """

    block: Callable[[str, str], str | None]
    relation: Callable[[str, str, str], str | None]
    is_common: Callable[[str, str], bool]
    facts: Callable[[str, str], Facts | None]
