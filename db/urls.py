"""Addresses of articles: which are one, and which are none."""

import re
from functools import lru_cache
from hashlib import blake2b
from urllib.parse import parse_qsl, urlencode, urlsplit

#: What is added to an address to tell where a reader came from.
_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|dclid|msclkid|mc_cid|mc_eid|cmpid|igshid|amp", re.IGNORECASE)
_PHONE = re.compile(r"^(?:www\.|m\.|mobile\.|amp\.)+")


def is_address(url: str) -> bool:
    """Tell an article's address from a site's: careless pages all name the front page as theirs.

    >>> is_address("https://example.org/2025/02/a.html"), is_address("https://example.org/")
    (True, False)
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return bool(parts.path.strip("/") or parts.query)


@lru_cache(maxsize=8)
def address_key(url: str) -> int | None:
    """A key of an address, whatever the scheme, the telephone's host, tracking and what follows ``#``.

    >>> address_key("https://www.gazette.example/a?utm_source=x#top") == address_key("http://gazette.example/a/")
    True
    """
    try:
        parts = urlsplit(url.strip())
        host = _PHONE.sub("", (parts.hostname or "").lower())
        asked = sorted(
            (name, value) for name, value in parse_qsl(parts.query, True) if not _TRACKING.fullmatch(name)
        )
    except ValueError:
        return None
    path = re.sub(r"/amp$|\.amp$", "", parts.path.rstrip("/"))
    text = f"{host}{path}?{urlencode(asked)}"
    return int.from_bytes(blake2b(text.encode(errors="replace"), digest_size=8).digest(), signed=True)
