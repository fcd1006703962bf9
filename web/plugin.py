"""The hooks by which Datasette finds the archive's pages, safety and SQL function."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from datasette.filters import FilterArguments  # type: ignore[import-untyped]
from markupsafe import Markup
from pluggy import HookimplMarker

from db.query import morgue_match
from db.query_filters import language_name
from db.search import register
from web import fitting, hosts, limits, refusals, safety, turns
from web.about_page import about_page, queries_page
from web.archive import TABLES, Reader, answers_sql, archive, gives_files, visible
from web.article_page import article_context
from web.assistant_page import assistant_routes
from web.author_page import author_context
from web.compare_page import compare_page
from web.deleted_page import deleted_page
from web.entity_page import entity_context
from web.facets import NamedFacet, naming
from web.home import home_page
from web.lookup_pages import random_page, suggest_page
from web.machine_pages import opensearch_page, robots_page
from web.once import allowed, for_each_page
from web.originals import blob_file
from web.outlet_page import outlet_context
from web.schema import ordered, schema
from web.search_feed import search_feed
from web.search_files import FILES, search_file
from web.search_page import search_page
from web.shown_columns import labelled, morgue_shown
from web.story_page import story_context
from web.table_links import of_table
from web.wish import wish

# Datasette's own marker, from the library that makes it: this one has types
hookimpl = HookimplMarker("datasette")

_STATIC = Path(__file__).parent / "static"
_STYLE = "morgue.css"
#: Columns of queries and views that hold the number of a row in another table.
_NUMBERS = {
    "article_id": "articles",
    "entity_id": "entities",
    "other_entity_id": "entities",
    "story_id": "stories",
}
#: What the rows of tables with pages of their own are called by.
_NAMED = {
    "articles": "title",
    "authors": "name",
    "entities": "name",
    "outlets": "name",
    "stories": "headline",
}


@hookimpl(trylast=True)
def prepare_connection(conn: Any, datasette: Any) -> None:
    """SQL gets ``morgue_match``, and Datasette's own search of an archive understands the same language.

    Last of all plugins, since it replaces Datasette's ``escape_fts``. A site that gives no whole files
    (``morgue serve --public``) does not give the originals either.
    """
    limits.limit(conn)
    if not gives_files(datasette):
        safety.withhold(conn)
    register(conn)
    tables = "select 1 from sqlite_master where name = 'articles_fts'"
    if conn.execute(tables).fetchone():
        conn.create_function("escape_fts", 1, morgue_match)
        # opens the index now: interrupted by a time limit, it would report a damaged table
        conn.execute("select 1 from articles_fts limit 0")


@hookimpl
def startup(datasette: Any) -> None:
    """No archive is served whose tables are not those that the pages read, nor without limits."""
    fitting.must_fit(datasette)
    limits.limit_later()
    refusals.keep_quiet()
    # imported late: its views are not yet there when Datasette loads this module
    from web.private import keep_private

    keep_private(datasette)


@hookimpl(tryfirst=True)
def register_routes(datasette: Any) -> list[tuple[str, Any]]:
    """The archive's own pages, and the data and files of some.

    First of all plugins, since it stands before the address of one.
    """
    endings = "|".join(FILES)
    return [
        *assistant_routes(datasette),
        (r"^/(?P<format>)$", home_page),
        (r"^/search(\.(?P<format>json))?$", search_page),
        (r"^/search\.atom$", search_feed),
        (rf"^/search\.(?P<format>{endings})$", search_file),
        (r"^/compare(\.(?P<format>json))?$", compare_page),
        (r"^/about$", about_page),
        (r"^/queries$", queries_page),
        (r"^/random$", random_page),
        (r"^/suggest\.json$", suggest_page),
        (r"^/opensearch\.xml$", opensearch_page),
        (r"^/robots\.txt$", robots_page),
    ]


@hookimpl(trylast=True)
def register_output_renderer() -> dict[str, Any]:
    """Bytes of a table as a file, in the place of Datasette's own: the last one counts."""
    return {"extension": "blob", "render": blob_file, "can_render": lambda: False}


@hookimpl
def register_facet_classes() -> list[type]:
    """People, organisations and places."""
    return [NamedFacet]


@hookimpl
def filters_from_request(request: Any, database: str, table: str, datasette: Any) -> Any:
    """Articles that name somebody; lists of entities leave out those that no article names, unless asked."""

    async def found() -> Any:
        if table == "articles":
            return await naming(datasette, request, database)
        asked = any(name.startswith("article_count") for name in request.args)
        if table != "entities" or asked or await archive(datasette, database) is None:
            return None
        return FilterArguments(["article_count > 0"])

    return found


@hookimpl
def asgi_wrapper(datasette: Any) -> Any:
    """Headers on every answer, none to strange names, and a few answers at a time."""
    return lambda app: safety.wrap(
        hosts.only(turns.in_turn(for_each_page(app)), datasette), cors=datasette.cors
    )


@hookimpl
def prepare_jinja2_environment(env: Any, datasette: Any) -> None:
    """What every page needs, error pages included, to which Datasette gives no other variables."""
    # imported late: Datasette loads this module while its own datasette.plugins is half made
    from datasette.plugins import get_plugins  # type: ignore[import-untyped]

    name = next((p["name"] for p in get_plugins() if p["static_path"] == str(_STATIC)), "morgue")

    @cache
    def static(file: str) -> str:
        version = hashlib.sha256((_STATIC / file).read_bytes()).hexdigest()[:10]
        return f"{datasette.urls.static_plugins(name, file)}?v={version}"

    env.globals["morgue_static"] = static
    env.globals["morgue_style"] = static(_STYLE)
    env.globals["morgue_shown"] = morgue_shown
    env.filters["morgue_labelled"] = labelled
    env.filters["morgue_ordered"] = ordered
    env.filters["language_name"] = language_name
    env.globals["morgue_title"] = datasette.metadata("title") or "News archive"
    env.globals["morgue_search"] = datasette.urls.path("/search")


@hookimpl
def extra_template_vars(
    database: str | None, table: str | None, view_name: str | None, request: Any, datasette: Any
) -> Any:
    """The pieces of the pages of articles, entities, outlets, authors and stories, in ``morgue``."""

    async def found() -> dict[str, Any]:
        if request is None or view_name not in ("row", "table", "database"):
            return {}
        held = await archive(datasette, database)
        if held is None:
            return {}
        if view_name == "database":
            return {"morgue_schema": await schema(datasette, held, request.actor)}
        if view_name == "table":
            return {"morgue_table": table}
        reader = Reader(datasette, held, request.actor)
        key = request.url_vars["pks"]
        if table == "articles":
            version, removed = request.args.get("version"), request.args.get("removed") == "1"
            return {
                "morgue_page": "morgue_article.html",
                "morgue": await article_context(reader, key, version, wish(request), removed),
            }
        if table == "entities":
            return {"morgue_page": "morgue_entity.html", "morgue": await entity_context(reader, key)}
        if table == "outlets":
            return {"morgue_page": "morgue_outlet.html", "morgue": await outlet_context(reader, key)}
        if table == "authors":
            return {"morgue_page": "morgue_author.html", "morgue": await author_context(reader, key)}
        if table == "stories":
            two = request.args.get("a"), request.args.get("b")
            return {"morgue_page": "morgue_story.html", "morgue": await story_context(reader, key, *two)}
        return {}

    return found


@hookimpl
def render_cell(
    row: Any, value: Any, column: str, table: str | None, database: str | None, datasette: Any
) -> Any:
    """Names lead to their pages, and so do numbers of articles and entities in queries and views."""
    if database is None or value is None:
        return None
    if table in _NAMED and column == _NAMED[table] and "id" in row.keys():  # noqa: SIM118 (values, else)
        page, key = table, row["id"]
    elif column in _NUMBERS and isinstance(value, int):
        page, key = _NUMBERS[column], value
    else:
        return None

    async def link() -> Any:
        if await archive(datasette, database) is None:
            return None
        return Markup('<a href="{}">{}</a>').format(datasette.urls.row(database, page, key), value)

    return link


@hookimpl
def menu_links(datasette: Any, actor: Any) -> Any:
    """Ways into the archive, and the databases' own pages for those who want tables and SQL."""

    async def links() -> list[dict[str, str]]:
        held = await archive(datasette)
        if held is None:
            return []
        if not await allowed(datasette, actor, [("view-database", held.name), "view-instance"]):
            return []
        seen = await visible(datasette, actor, held.name, TABLES)
        pages = {"Articles": datasette.urls.table(held.name, "articles")}
        if seen == TABLES:
            pages["Compare"] = datasette.urls.path("/compare")
        pages["Questions"] = datasette.urls.path("/queries")
        if "articles" in seen:
            pages["Random article"] = datasette.urls.path("/random")
        pages["About"] = datasette.urls.path("/about")
        free = await answers_sql(datasette, actor, held.name)
        pages["Tables and SQL" if free else "Tables"] = datasette.urls.database(held.name)
        return [{"href": url, "label": label} for label, url in pages.items()]

    return links


@hookimpl
def table_actions(datasette: Any, database: str, table: str, request: Any) -> Any:
    """From a search of the table, which is sorted by date, to the ranked one."""

    async def links() -> list[dict[str, str]]:
        words = request.args.get("_search") if request else None
        if table != "articles" or not words or (held := await archive(datasette, database)) is None:
            return []
        if await visible(datasette, request.actor, held.name, TABLES) != TABLES:
            return []
        same, whole = await of_table(Reader(datasette, held, request.actor), request.args)
        label = (
            "The same search, ranked by relevance" if whole else "Nearly the same search, ranked by relevance"
        )
        return [{"href": datasette.urls.path("/search") + same.address, "label": label}]

    return links


@hookimpl
def handle_exception(datasette: Any, request: Any, exception: Exception) -> Any:
    """What a reader gets wrong is the reader's error, not the server's; an article may have been deleted."""

    async def answered() -> Any:
        wrong = await refusals.refused(datasette, request, exception)
        return wrong or await deleted_page(datasette, request, exception)

    return answered
