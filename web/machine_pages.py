"""What browsers and crawlers ask for: how the archive is searched, and what may be read by machines."""

from typing import Any
from xml.sax.saxutils import escape, quoteattr

from datasette.utils.asgi import Response  # type: ignore[import-untyped]

#: What no crawler gains by reading: without end, or dear to compute.
ENDLESS = ("/search", "/compare", "/random", "/suggest.json", "/-/")

_OPENSEARCH = """<?xml version="1.0" encoding="UTF-8"?>
<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">
  <ShortName>{short}</ShortName>
  <Description>{long}</Description>
  <InputEncoding>UTF-8</InputEncoding>
  <Url type="text/html" method="get" template={search}/>
  <Url type="application/json" method="get" template={data}/>
</OpenSearchDescription>
"""
#: Characters that OpenSearch allows for the short name and the description.
SHORT, LONG = 16, 1024


async def opensearch_page(datasette: Any, request: Any) -> Any:
    """Answer ``/opensearch.xml``: browsers then search the archive from their address line."""
    await datasette.ensure_permissions(request.actor, ["view-instance"])
    title = str(datasette.metadata("title") or "News archive")

    def address(path: str) -> str:
        return str(datasette.absolute_url(request, datasette.urls.path(path))) + "?q={searchTerms}"

    xml = _OPENSEARCH.format(
        short=escape(title[:SHORT]),
        long=escape(f"Search the articles of {title}"[:LONG]),
        search=quoteattr(address("/search")),
        data=quoteattr(address("/search.json")),
    )
    return Response(xml, content_type="application/opensearchdescription+xml; charset=utf-8")


async def robots_page(datasette: Any, request: Any) -> Any:
    """Answer ``/robots.txt``: nothing may be crawled, unless the site says ``{"robots": "allow"}``.

    The articles belong to those who published them, so that an archive becomes public on purpose only:
    ``plugins: {morgue: {robots: allow}}`` in metadata.yml. Searches are left out even then.
    """
    config = datasette.plugin_config("morgue")
    allowed = isinstance(config, dict) and config.get("robots") == "allow"
    forbidden = [datasette.urls.path(path) for path in (ENDLESS if allowed else ("/",))]
    # a table's rows have pages; its filters, sorts and SQL have no end
    lines = [f"Disallow: {path}" for path in forbidden] + (["Disallow: /*?"] if allowed else [])
    return Response.text("\n".join(["User-agent: *", *lines, ""]))
