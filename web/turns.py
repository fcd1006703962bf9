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


def in_turn(app: App, at_once: int = AT_ONCE) -> App:
    """Wrap a site so that at most so many answers are being made; the others wait in the order they came.

    A turn ends where the answer begins to be sent: a reader who takes it in slowly keeps nobody waiting.
    """
    turns = asyncio.Semaphore(at_once)

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in METHODS or scope["path"].startswith(STATIC):
            await app(scope, receive, send)
            return
        mine = True

        def end() -> None:
            nonlocal mine
            if mine:
                mine = False
                turns.release()

        async def sending(message: Message) -> None:
            end()
            await send(message)

        await turns.acquire()
        try:
            await app(scope, receive, sending)
        finally:
            end()

    return wrapped
