"""A few answers at a time, in the order in which they were asked for."""

import asyncio
from typing import Any

import pytest

from web.turns import in_turn

ASKED = {"type": "http", "method": "GET", "path": "/"}


class Site:
    """A site whose answers take a while; how many are being made, and in which order they were begun."""

    def __init__(self) -> None:
        self.now = self.most = 0
        self.begun: list[int] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.now += 1
        self.most = max(self.most, self.now)
        self.begun.append(scope["number"])
        await asyncio.sleep(0.01)
        self.now -= 1
        if scope.get("fails"):
            raise ValueError
        await send({"type": "http.response.start"})
        await send({"type": "http.response.body"})


async def ask(app: Any, number: int, send: Any = None, **more: Any) -> None:
    async def swallow(message: Any) -> None:
        pass

    await app({**ASKED, "number": number, **more}, stay, send or swallow)


async def stay() -> Any:
    """Nothing comes from a reader who waits."""
    await asyncio.Event().wait()


def test_who_goes_away_is_not_waited_for() -> None:
    site = Site()

    async def leave() -> Any:
        return {"type": "http.disconnect"}

    async def all_of_them() -> None:
        app = in_turn(site, 1)
        first = asyncio.create_task(ask(app, 1))
        await asyncio.sleep(0)
        await app({**ASKED, "number": 2}, leave, None)
        await asyncio.gather(first, ask(app, 3))
        await ask(app, 4)

    asyncio.run(all_of_them())
    assert site.begun == [1, 3, 4]


def test_what_was_heard_while_waiting_reaches_the_site() -> None:
    heard = []

    async def site(scope: Any, receive: Any, send: Any) -> None:
        await asyncio.sleep(0.01)
        heard.append(await receive())

    async def all_of_them() -> None:
        app = in_turn(site, 1)

        def reader(number: int) -> Any:
            messages = [{"type": "http.request", "number": number}]

            async def receive() -> Any:
                return messages.pop() if messages else await stay()

            return receive

        await asyncio.gather(*(app({**ASKED, "number": n}, reader(n), None) for n in range(3)))

    asyncio.run(all_of_them())
    assert [message["number"] for message in heard] == [0, 1, 2]


def test_what_is_sent_while_waiting_is_not_kept() -> None:
    sent, held = 0, []

    async def pour() -> Any:
        nonlocal sent
        sent += 1
        await asyncio.sleep(0)
        return {"type": "http.request", "body": bytes(1_000_000), "more_body": True}

    async def site(scope: Any, receive: Any, send: Any) -> None:
        if scope["number"] == 1:
            while sent < 200:
                await asyncio.sleep(0)
        else:
            held.extend([await asyncio.wait_for(receive(), 5) for _ in range(2)])

    async def all_of_them() -> None:
        app = in_turn(site, 1)
        await asyncio.gather(app({**ASKED, "number": 1}, stay, None), app({**ASKED, "number": 2}, pour, None))

    asyncio.run(all_of_them())
    assert [len(message["body"]) for message in held] == [0, 1_000_000]


def test_too_many_are_told() -> None:
    site, told = Site(), []

    async def told_so(message: Any) -> None:
        told.append(message)

    async def all_of_them() -> None:
        app = in_turn(site, 1, waiting=3)
        asked = [asyncio.create_task(ask(app, number)) for number in range(4)]
        await asyncio.sleep(0)
        await ask(app, 9, told_so)
        await asyncio.gather(*asked)

    asyncio.run(all_of_them())
    assert told[0]["status"] == 503
    assert site.begun == [0, 1, 2, 3]


def test_a_few_at_a_time_in_their_order() -> None:
    site = Site()

    async def all_of_them() -> None:
        app = in_turn(site, 3)
        await asyncio.gather(*(ask(app, number) for number in range(20)))

    asyncio.run(all_of_them())
    assert site.most == 3
    assert site.begun == list(range(20))


def test_style_sheets_wait_for_nobody() -> None:
    site = Site()

    async def all_of_them() -> None:
        app = in_turn(site, 1)
        await asyncio.gather(*(ask(app, number, path="/-/static/app.css") for number in range(20)))

    asyncio.run(all_of_them())
    assert site.most == 20


def test_who_fails_or_reads_slowly_keeps_no_turn() -> None:
    site = Site()

    async def all_of_them() -> None:
        app = in_turn(site, 1)
        with pytest.raises(ValueError):  # noqa: PT011 (it is the site's own)
            await ask(app, 1, fails=True)
        stuck = asyncio.Event()

        async def slow(message: Any) -> None:
            await stuck.wait()

        reader = asyncio.create_task(ask(app, 2, slow))
        await asyncio.wait_for(ask(app, 3), 5)
        assert not reader.done()
        stuck.set()
        await reader
        await asyncio.wait_for(ask(app, 4), 5)

    asyncio.run(all_of_them())
    assert site.begun == [1, 2, 3, 4]
