"""The front desk: the command line, and ``Archive`` for notebooks."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from morgue.archive import Archive

__all__ = ["Archive"]


def __getattr__(name: str) -> Any:
    # Imported on first use: `morgue --help` must not wait for SQLite and the extraction libraries.
    if name == "Archive":
        from morgue.archive import Archive

        return Archive
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
