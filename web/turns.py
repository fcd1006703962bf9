"""A few pages at a time: whoever comes first is served first, and nobody waits for all the others.

Pages that are made side by side share one core, and each is done as late as the last of them. Of sixteen
readers who ask without a pause, half waited 1.0 s and one 4.4 s; by turns, see ``bench/README.md``.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

#: Pages that are made at once: at least two, so that a slow one holds up no more than half of the others; of
#: two cores, with three the slowest page took 2.3 s, with two 1.8.
AT_ONCE = min(4, max(2, os.cpu_count() or 2))
#: What waits for a turn, but for style sheets and scripts.
METHODS, STATIC = ("GET", "HEAD"), "/-/static"
#: Requests that may wait: at 20 pages a second nobody behind them would be served within 10 seconds.
WAITING = 200
#: What is told to the others.
BUSY = {"type": "http.response.start", "status": 503, "headers": [(b"retry-after", b"5")]}


def in_turn(app: App, at_once: int = AT_ONCE, waiting: int = WAITING) -> App:
    """Wrap a site so that at most so many answers are being made; the others wait in the order they came.

    A turn ends where the answer begins to be sent: a reader who takes it in slowly keeps nobody waiting, nor
    does one who went away. Of those for whom there is no room to wait each is told so (503).
    """
    turns = asyncio.Semaphore(at_once)
    queue = 0

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        nonlocal queue
        if scope["type"] != "http" or scope["method"] not in METHODS or STATIC in scope["path"]:
            await app(scope, receive, send)
            return
        if queue >= waiting:
            await send(BUSY)
            await send({"type": "http.response.body", "body": b"Too many readers at once"})
            return
        queue += 1
        heard: list[Message] = []
        try:
            if not await _came(turns, receive, heard):
                return
        finally:
            queue -= 1
        mine = True

        def end() -> None:
            nonlocal mine
            if mine:
                mine = False
                turns.release()

        async def sending(message: Message) -> None:
            end()
            await send(message)

        async def receiving() -> Message:
            return heard.pop(0) if heard else await receive()

        try:
            await app(scope, receiving, sending)
        finally:
            end()

    return wrapped


async def _came(turns: asyncio.Semaphore, receive: Receive, heard: list[Message]) -> bool:
    """Wait for a turn; False if the reader went away before. What he sent meanwhile is in ``heard``."""
    if not turns.locked():
        return await turns.acquire()
    turn, gone = asyncio.ensure_future(turns.acquire()), asyncio.ensure_future(_gone(receive, heard))
    try:
        await asyncio.wait((turn, gone), return_when=asyncio.FIRST_COMPLETED)
        came = turn.done() and not gone.done()
        if turn.done() and not came:
            turns.release()
        return came
    except asyncio.CancelledError:
        if turn.done() and not turn.cancelled():
            turns.release()
        raise
    finally:
        gone.cancel()
        turn.cancel()


async def _gone(receive: Receive, heard: list[Message]) -> None:
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        # who reads sends nothing: bodies would fill the memory while they wait
        heard[:] = [{**message, "body": b""}]
