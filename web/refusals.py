"""What readers get wrong is told to them as their error, and to nobody else."""

import errno
import traceback
from pathlib import Path
from typing import Any

from datasette.database import QueryInterrupted  # type: ignore[import-untyped]
from datasette.utils.asgi import BadRequest  # type: ignore[import-untyped]
from datasette.views.base import DatasetteError  # type: ignore[import-untyped]

from db.sqlite import sqlite3

#: Our own rooms: an error that passed through one of them is a fault of ours.
_OURS = (Path(__file__).parent, Path(__file__).parent.parent / "db")
#: But for this, which hands on what Datasette asks of itself.
_BETWEEN = Path(__file__).with_name("private.py")

TOO_LONG = "This took longer than one answer may take."
TOO_MUCH = "This SQL needs more memory than one query may use."


def keep_quiet() -> None:
    """Let Datasette print no refusals with all variables of the program, as it does where ``rich`` is there.

    That took up to a second of work a request and filled logs with what readers ask. Faults are told still.

    >>> keep_quiet()
    >>> _theirs().rich is None
    True
    """
    _theirs().rich = None


def _theirs() -> Any:
    """Datasette's own handler; imported late: before its plugins, Datasette would find only half of it."""
    from datasette import app, handle_exception  # type: ignore[import-untyped]

    assert app
    return handle_exception


def refusal(exception: Exception, method: str = "GET") -> str | None:
    """What is wrong with a request for which Datasette would blame itself; None if it is right to.

    Sorting by a column that is not there, a time limit that is no number, JSON that is none, SQL that wants
    more memory than it may have; something sent to where nothing is taken.

    >>> refusal(MemoryError())
    'This SQL needs more memory than one query may use.'
    >>> refusal(DatasetteError("Cannot sort table by nothing")), refusal(RuntimeError("ours"))
    ('Cannot sort table by nothing', None)
    """
    if isinstance(exception, MemoryError | sqlite3.DataError):
        return TOO_MUCH
    if isinstance(exception, QueryInterrupted):
        return TOO_LONG
    if isinstance(exception, DatasetteError):
        return str(exception.message) if exception.status == 500 else None
    if isinstance(exception, OSError) and exception.errno == errno.ENAMETOOLONG:
        return "No file has so long a name."
    # a list in JSON is bound as one value, or nested too deeply to be read
    json = sqlite3.InterfaceError | RecursionError
    wrong = ValueError | TypeError | KeyError | sqlite3.ProgrammingError | sqlite3.Warning | json
    if isinstance(exception, wrong) and not _ours(exception):
        return f"A parameter has a value that it cannot have: {exception}"
    if isinstance(exception, AssertionError | AttributeError) and method != "GET" and not _ours(exception):
        return "Nothing can be sent to this address."
    return None


def _ours(exception: Exception) -> bool:
    files = {Path(frame.filename) for frame in traceback.extract_tb(exception.__traceback__)} - {_BETWEEN}
    return any(file.is_relative_to(room) for file in files for room in _OURS)


async def refused(datasette: Any, request: Any, exception: Exception) -> Any:
    """Datasette's page for a bad request, or None where the error is no reader's.

    ``await refused(datasette, request, MemoryError())`` is an answer with status 400.
    """
    message = refusal(exception, request.method)
    if message is None:
        return None
    return await _theirs().handle_exception(datasette, request, BadRequest(message))()
