"""What is asked once for a page, and anew for the next one."""

import asyncio
from pathlib import Path

import pytest
from fixtures_web import ARTICLE, getter, make_archive, make_site, metadata

from web.once import for_each_page, once


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_archive(tmp_path_factory.mktemp("once") / "news.db")


@pytest.mark.parametrize("page", ["/", "/search?q=budget", f"/news/articles/{ARTICLE}", "/news/entities/1"])
def test_each_permission_is_asked_once(path: Path, page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    site = make_site(path)
    asked: list[tuple[object, ...]] = []
    whole = site.permission_allowed

    async def noted(actor: object, action: str, resource: object = None, default: object = False) -> object:
        if default is None:
            asked.append((action, resource))
        return await whole(actor, action, resource=resource, default=default)

    monkeypatch.setattr(site, "permission_allowed", noted)
    get = getter(site)
    assert get(page).status_code == 200
    ours = [one for one in asked if one[0] == "view-table" and one[1][1] not in ("articles", "entities")]
    assert ours
    assert len(ours) == len(set(ours))


def test_one_reader_is_not_told_what_another_may_see(path: Path) -> None:
    data = metadata()
    data["databases"]["news"]["tables"]["blocks"] = {"allow": {"id": "root"}}
    site = make_site(path, databases=data["databases"])
    get, page = getter(site), f"/news/articles/{ARTICLE}"
    cookie = {"ds_actor": site.sign({"a": {"id": "root"}}, "actor")}
    for _ in range(2):
        assert "Kept out of the text" in get(page, cookies=cookie).text
        assert "Kept out of the text" not in get(page).text


def test_requests_at_once_have_memories_of_their_own() -> None:
    asked = []

    async def site(scope: dict[str, int], receive: object, send: object) -> None:
        async def ask() -> int:
            asked.append(scope["number"])
            await asyncio.sleep(0)
            return scope["number"]

        assert [await once("number", ask) for _ in range(3)] == [scope["number"]] * 3

    async def both() -> None:
        app = for_each_page(site)
        await asyncio.gather(*(app({"number": number}, None, None) for number in range(5)))

    asyncio.run(both())
    assert sorted(asked) == [0, 1, 2, 3, 4]
