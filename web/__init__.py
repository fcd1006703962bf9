"""Rows to pages: the Datasette plugin of the archive.

Datasette looks for hooks, ``templates/`` and ``static/`` in the package that the entry point names,
so the hooks of `web.plugin` are named here once more.
"""

from web.plugin import (
    asgi_wrapper,
    extra_template_vars,
    filters_from_request,
    handle_exception,
    menu_links,
    prepare_connection,
    prepare_jinja2_environment,
    register_facet_classes,
    register_output_renderer,
    register_routes,
    render_cell,
    startup,
    table_actions,
)

__all__ = [
    "asgi_wrapper",
    "extra_template_vars",
    "filters_from_request",
    "handle_exception",
    "menu_links",
    "prepare_connection",
    "prepare_jinja2_environment",
    "register_facet_classes",
    "register_output_renderer",
    "register_routes",
    "render_cell",
    "startup",
    "table_actions",
]
