"""``morgue serve``."""

from pathlib import Path

import click

from morgue import options


@click.command()
@options.database
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8001, show_default=True, help="Port to listen on."
)
@click.option(
    "--public",
    is_flag=True,
    help="For readers that you do not know: no SQL of their own, no whole searches as files, short answers.",
)
@click.option(
    "--metadata",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Titles, facets and queries. [default: metadata.yml here, else morgue's own]",
)
def serve(database: Path, host: str, port: int, public: bool, metadata: Path | None) -> None:
    """Serve the archive's pages with Datasette."""
    from morgue.serving import serve as start

    start(database, host=host, port=port, public=public, metadata=metadata)
