"""What readers ask wrongly is refused as their error, quietly; SQL's functions stay what they were."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest
from fixtures_web import Get, getter, make_archive, make_site
from hypothesis import example, given, settings
from hypothesis import strategies as st

from db.sqlite import sqlite3
from web import limits, linear, refusals


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_archive(tmp_path_factory.mktemp("refusals") / "news.db")


@pytest.mark.parametrize(
    "address",
    [
        "/news/articles?_sort=nothing",
        "/news/articles.csv?_sort_desc=nothing",
        "/news/articles?_timelimit=soon",
        "/news/articles.json?_where=1;drop+table+articles",
        "/news/articles.csv?_timelimit=-9223372036854775809",
        "/news/articles.json?_through=x",
        "/news/articles.json?_json_infinity=perhaps",
        "/news/articles?_search=a&outlet_id__in=[[[[1]]]]",
        '/news/articles.json?outlet_id__in=[1,{"a":1}]',
        "/news/articles.json?outlet_id__in=" + "[" * 5000,
        "/-/static/" + "x" * 300,
        "/news.json?sql=select+zeroblob(900000000)",
    ],
)
def test_parameters_that_make_no_sense(get: Get, address: str) -> None:
    answer = get(address)
    assert answer.status_code == 400
    if ".json" in address:
        assert answer.json()["ok"] is False


@pytest.mark.parametrize("method", ["PUT", "DELETE", "TRACE", "get", "RENDER", "DISPATCH_REQUEST", "POST"])
@pytest.mark.parametrize("page", ["/", "/search?q=x", "/news", "/news/articles", "/news/search_ranked.json"])
def test_only_reading(path: Path, method: str, page: str) -> None:
    site = make_site(path)

    async def ask() -> int:
        await site.invoke_startup()
        answer = await site.client.request(method, page)
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        return int(answer.status_code)

    # httpx makes "get" GET
    assert asyncio.run(ask()) in ((200,) if method == "get" else (400, 405))


@pytest.mark.parametrize(
    ("method", "headers", "status"),
    [
        ("GET", {"content-length": "1"}, 413),
        ("HEAD", {"content-length": "400000000"}, 413),
        ("POST", {"content-length": "200000000"}, 413),
        ("POST", {"content-length": "-1"}, 413),
        ("POST", {"content-length": "9" * 5000}, 413),
        ("POST", {"transfer-encoding": "chunked"}, 411),
        ("POST", {"content-length": "8"}, 302),
        ("GET", {"content-length": "0"}, 200),
    ],
)
def test_what_is_sent_is_refused_before_it_comes(
    path: Path, method: str, headers: dict[str, str], status: int
) -> None:
    site = make_site(path)
    sent: list[dict[str, object]] = []

    async def receive() -> dict[str, object]:
        assert status < 400, "it was read"
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(event: dict[str, object]) -> None:
        sent.append(event)

    async def ask() -> None:
        await site.invoke_startup()
        named = [(b"host", b"localhost"), (b"cookie", b"a=b")]
        await site.app()(
            {
                "type": "http",
                "method": method,
                "path": "/-/logout" if method == "POST" else "/about",
                "raw_path": b"/-/logout" if method == "POST" else b"/about",
                "query_string": b"",
                "headers": named + [(name.encode(), value.encode()) for name, value in headers.items()],
            },
            receive,
            send,
        )

    asyncio.run(ask())
    assert sent[0]["status"] in ((302, 403) if status == 302 else (status,))


def test_refusals_are_not_printed_with_all_variables(path: Path) -> None:
    getter(make_site(path))("/nope")
    assert refusals._theirs().rich is None


VALUES = st.one_of(
    st.none(),
    st.integers(-(10**6), 10**6),
    st.text("ab cé海-", max_size=8),
    st.sampled_from([0.5, 2.0, -1.25]),
)


@example("replace", (0, "", None))
@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(linear.FUNCTIONS.keys() - {"json_patch"})), st.tuples(VALUES, VALUES, VALUES))
def test_functions_are_those_of_sqlite(name: str, values: tuple[object, ...]) -> None:
    number = linear.FUNCTIONS[name][1]
    plain, ours = sqlite3.connect(":memory:"), sqlite3.connect(":memory:")
    linear.register(ours)
    sql = f"select {name}({', '.join('?' * number)})"
    found = [conn.execute(sql, values[:number]).fetchone() for conn in (plain, ours)]
    for conn in (plain, ours):
        conn.close()
    assert found[0] == found[1]


@pytest.mark.parametrize(
    ("target", "patch"),
    [
        ('{"a":1}', '{"a":null,"b":{"c":[1,2]}}'),
        ("[1]", '{"a":{"b":null,"c":1}}'),
        ('{"a":{"b":1}}', '{"a":{"c":"é"}}'),
        ('{"a":1}', "3"),
    ],
)
def test_json_patch_is_that_of_sqlite(target: str, patch: str) -> None:
    conn = sqlite3.connect(":memory:")
    (wanted,) = conn.execute("select json_patch(?, ?)", [target, patch]).fetchone()
    conn.close()
    assert linear.json_patch(target, patch) == wanted


@pytest.mark.skipif(hasattr(sqlite3.Connection, "setlimit"), reason="has limits of its own")
def test_connections_for_reading_are_limited_and_others_are_not(tmp_path: Path) -> None:
    """In a process of its own: it holds for all connections that come later."""
    program = f"""
from web.limits import limit_later
from db.sqlite import sqlite3
limit_later()
path = {str(tmp_path / "a.db")!r}
conn = sqlite3.connect(path)
conn.execute("create table t (x)")
print(conn.execute("select length(hex(zeroblob({limits.MAX_VALUE})))").fetchone()[0])
conn.close()
conn = sqlite3.connect(f"file:{{path}}?mode=ro", uri=True)
pattern = "printf('%.{limits.MAX_PATTERN + 1}c', 'a')"
for sql in ("select hex(zeroblob({limits.MAX_VALUE}))", f"select 'a' like {{pattern}}"):
    try:
        conn.execute(sql)
    except sqlite3.Error as error:
        print(error)
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    lines = done.stdout.splitlines()
    assert lines == [str(2 * limits.MAX_VALUE), "string or blob too big", "LIKE or GLOB pattern too complex"]
