"""Requests that somebody makes who means harm, or whose program is broken; each follows from its number."""

import random
from urllib.parse import quote

from fixtures_hostile import PAYLOADS
from test_web_routes import ALL

from db.column_filters import FIELDS

#: What would do harm if it were ever put into a statement.
SQL = (
    "'",
    '"',
    "1 or 1=1",
    "' or '1'='1",
    "1; drop table articles",
    "1'; delete from articles; --",
    '"; drop table articles; --',
    "1 union select content from files",
    "') union select sql from sqlite_master --",
    "(select load_extension('x'))",
    "[articles]; attach 'x.db' as x",
    'a]b"c`d',
    "/* */ 1 --",
    "\x00'",
    "%' escape '",
    "NEAR(a b, 9999999999)",
    "articles_fts match 'x'",
    "-9223372036854775809",
    "1e999",
    "id) from articles; pragma writable_schema=1; --",
)
#: Ways out of a folder or of the site.
PATHS = (
    "/..%2f..%2fetc/passwd",
    "/../../etc/passwd",
    "/%2e%2e/%2e%2e/etc/passwd",
    "/..%5c..%5cwin.ini",
    "/-/static/..%2f..%2f..%2fpyproject.toml",
    "/-/static-plugins/morgue/..%2f..%2fplugin.py",
    "/-/static-plugins/morgue/%2e%2e/plugin.py",
    "/-/static-plugins/morgue//etc/passwd",
    "//evil.example",
    "//evil.example/%2f..",
    "/\\evil.example",
    "/%5cevil.example/",
    "/%2f%2fevil.example/",
    "/news//evil.example",
    "/news/%2fevil.example/",
    "/%0d%0aSet-Cookie:%20a=b",
    "/news/articles%0d%0aX:%20y",
    "/news/articles/..%2f1",
    "/news/articles/%00",
    "/news/articles/1,2,3",
    "/news/articles/-1.json.json",
    "/news/articles/~2F~2E~2E",
    "/news/~",
    "/news/~zz",
    "/news/%ff%fe",
    "/%ff",
    "/news/sqlite_master",
    "/news/_sqlite_migrations.json",
    "/_internal",
    "/_memory?sql=select+1",
    "/news/articles]--.json",
    "/-/allow-debug?actor={&allow=[",
    "/-/metadata.json",
    "/-/settings.json",
    "/-/auth-token?token=x",
    "/-/logout",
    "/-/permissions",
    "/-/actor.json",
    "/-/messages",
    "/search.csv/../news",
    "/-/static/" + "x" * 3000,
    "/-/static-plugins/morgue/" + "y" * 300,
)
#: Pages of Datasette, to which parameters can be given.
TABLES = (
    "/news",
    "/news.json",
    "/news/articles",
    "/news/articles.json",
    "/news/articles.csv",
    "/news/entities.json",
    "/news/articles_fts.json",
    "/news/failures.json",
    "/news/wire_by_outlet.json",
    "/news/search_ranked.json",
    "/news/articles/2026010100000003.json",
    "/news/entities/103",
    "/news/outlets/104",
    "/news/authors/105",
)
#: What Datasette and our pages read.
_NAMES = """
q sort page once per version removed _search _searchmode _sort _sort_desc _next _size _facet _facet_date
_facet_array _where _through _named _col _nocol _shape _labels _json _json_infinity _nl _stream _extra _trace
_ttl _timelimit _nofacet _nocount _bom _dl sql _hide_sql id id__gt headline__contains outlet_id month
"""
PARAMETERS = (*_NAMES.split(), *FIELDS)
METHODS = (
    "POST",
    "PUT",
    "DELETE",
    "PATCH",
    "OPTIONS",
    "HEAD",
    "TRACE",
    "PROPFIND",
    "post",
    "DATA",
    "RENDER",
    "DISPATCH_REQUEST",
)
WEAR = ("x" * 100_000, '"' * 40_000, "a OR " * 20_000, "(" * 50_000, "%F0%9F%98%80" * 9_000, "w/5 " * 25_000)

#: Method, address, headers, content.
Request = tuple[str, str, dict[str, str], bytes]


def request(seed: int) -> Request:
    """The request of a number."""
    chance = random.Random(seed)
    kind = seed % 8
    if kind == 0:
        return "GET", chance.choice(PATHS), {}, b""
    if kind == 1:
        method, page = chance.choice(METHODS), chance.choice((*ALL, *TABLES, *PATHS[-10:]))
        return method, page, {}, chance.choice((b"", b"sql=drop+table+articles", b"{", b"\xff" * 2000))
    if kind == 2 and seed % 16 == 2:
        page = chance.choice((*ALL, *TABLES)).partition("?")[0]
        return "GET", f"{page}?{chance.choice(PARAMETERS)}={chance.choice(WEAR)}", {}, b""
    if kind == 3:
        page = chance.choice(("/news/", "/news/articles/", "/", "/news/entities/", "/-/static/", "/search"))
        tail = quote(chance.choice((*SQL, *PAYLOADS)), safe=chance.choice(("", "/", "/?;")))
        return "GET", page + tail, {}, b""
    page = chance.choice((*ALL, *TABLES)).partition("?")[0]
    pairs = [
        f"{chance.choice(PARAMETERS)}={quote(chance.choice((*SQL, *PAYLOADS, '1', 'budget', '')), safe='')}"
        for _ in range(chance.randint(1, 4))
    ]
    return "GET", f"{page}?{'&'.join(pairs)}", _headers(chance), b""


def _headers(chance: random.Random) -> dict[str, str]:
    return chance.choice(
        (
            {},
            {},
            {"host": "evil.example"},
            {"x-forwarded-host": "evil.example", "x-forwarded-prefix": "//evil.example"},
            {"cookie": "ds_actor=eyJhIjp7ImlkIjoicm9vdCJ9fQ; ds_messages=x"},
            {"authorization": "Bearer x"},
            {"accept": "application/json", "accept-encoding": "x" * 900},
            {"if-none-match": "*", "range": "bytes=0-1,5-,9999999-"},
        )
    )
