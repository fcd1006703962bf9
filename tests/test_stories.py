"""Stories: which articles are one event, and the law that order and number of runs do not matter."""

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fixtures_stories import COUNCIL, FERRY, FERRY_TOO, call, made_up, market, match, put, told

from db.archive import open_archive
from db.stories import refresh as refreshing
from db.stories.batch import stories
from db.stories.refresh import refresh
from db.stories.signature import StoryText
from db.stories.telling import tell_anew


@pytest.fixture
def after(tmp_path: Path) -> Callable[..., list[list[tuple[Any, ...]]]]:
    """What the archive says after steps: lists of articles that come, and numbers that go."""

    def after(*steps: Sequence[StoryText], gone: Sequence[int] = ()) -> list[list[tuple[Any, ...]]]:
        path = tmp_path / f"{random.random()}.db"
        with open_archive(path) as archive:
            for step in steps:
                put(archive.conn, step)
                refresh(archive.conn)
            for number in gone:
                archive.conn.execute("delete from articles where id = ?", [number])
            refresh(archive.conn)
            return told(archive.conn)

    return after


def test_one_event_in_two_wordings_is_one_story() -> None:
    assert stories([FERRY, FERRY_TOO, COUNCIL]) == [[1, 2]]


def test_two_calls_of_the_same_presidents_are_two_stories() -> None:
    march = [
        call(1, date(2025, 3, 3), "grain exports", "Gazette"),
        call(2, date(2025, 3, 3), "grain exports", "Post"),
    ]
    june = [call(3, date(2025, 6, 5), "prisoners", "Gazette"), call(4, date(2025, 6, 5), "prisoners", "Post")]
    assert stories([*march, *june]) == [[1, 2], [3, 4]]


def test_match_reports_of_one_template_are_not_one_story() -> None:
    reports = [
        match(1, "Wexmoor Rovers", "Elmstead Town", "Ole Harn", "2-1"),
        match(2, "Marlow United", "Pellworth Athletic", "Tim Oduya", "3-0"),
        match(3, "Havenport City", "Quarrydale", "Sam Iversen", "1-0"),
    ]
    assert stories(reports) == []


def test_daily_reports_of_a_market_are_not_one_story() -> None:
    days = [date(2025, 3, day) for day in (3, 4, 5, 6, 7)]
    firms = ["Norrland Timber", "Quay Shipping", "Elm Bank", "Tarn Water", "Peat Energy"]
    reports = [
        market(i, day, f"{4100 + 17 * i}", f"0.{i + 2}", firm)
        for i, (day, firm) in enumerate(zip(days, firms, strict=True), start=1)
    ]
    assert stories(reports) == []


def test_articles_without_date_join_on_likeness_alone() -> None:
    undated = StoryText(9, FERRY_TOO.headline, FERRY_TOO.text, None, "Post")
    assert stories([FERRY, undated, COUNCIL]) == [[1, 9]]


def test_nothing_comes_of_nothing() -> None:
    assert stories([]) == []
    assert stories([StoryText(1, "", ""), StoryText(2, "", "")]) == []


def test_an_archive_says_what_the_batch_says(after: Callable[..., Any]) -> None:
    articles = made_up(120)
    groups: dict[int, list[int]] = {}
    for number, story in after(articles)[1]:
        if story is not None:
            groups.setdefault(story, []).append(number)
    assert sorted(groups.values()) == sorted(stories(articles))
    assert groups


@pytest.mark.parametrize("seed", range(3))
def test_order_and_number_of_runs_do_not_matter(
    after: Callable[..., Any], seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    articles = made_up(120)
    at_once = after(articles)
    monkeypatch.setattr(refreshing, "ARTICLES_AT_ONCE", 11)
    random.Random(seed).shuffle(articles)
    cuts = sorted(random.Random(seed).sample(range(1, len(articles)), 4))
    steps = [articles[first:last] for first, last in zip([0, *cuts], [*cuts, None], strict=True)]
    # Outlets are numbered as they come; nothing else may tell the runs apart.
    assert after(*steps) == at_once


def test_what_went_leaves_no_trace(after: Callable[..., Any]) -> None:
    articles = made_up(80)
    kept, gone = articles[::2], [one.id for one in articles[1::2]]
    assert after(articles, gone=gone) == after(kept)


def test_a_changed_article_is_compared_anew(tmp_path: Path) -> None:
    with open_archive(tmp_path / "news.db") as archive:
        put(archive.conn, [FERRY, FERRY_TOO, COUNCIL])
        refresh(archive.conn)
        changed = "update articles set headline = ?, title = ?, body = ? where id = 2"
        archive.conn.execute(changed, [COUNCIL.headline, COUNCIL.headline, COUNCIL.text])
        refresh(archive.conn)
        assert told(archive.conn)[1] == [(1, None), (2, 3), (3, 3)]


def test_a_story_is_named_dated_and_counted(after: Callable[..., Any]) -> None:
    (story,) = after([FERRY, FERRY_TOO, COUNCIL])[0]
    assert story == (1, FERRY.headline, "2025-03-04", "2025-03-05", 2, 2, None)


def test_a_killed_run_is_made_up_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_archive(tmp_path / "news.db") as archive:
        put(archive.conn, [FERRY, FERRY_TOO, COUNCIL])

        def killed(*_: object) -> None:
            raise KeyboardInterrupt

        with monkeypatch.context() as broken:
            broken.setattr("db.stories.telling.tell_anew", killed)
            with pytest.raises(KeyboardInterrupt):
                refresh(archive.conn)
        assert len(told(archive.conn)[4]) == 3
        refresh(archive.conn)
        assert told(archive.conn)[1] == [(1, 1), (2, 1), (3, None)]


def test_a_story_goes_on_from_another(tmp_path: Path) -> None:
    later = [replace(FERRY, id=10, day=date(2025, 4, 12)), replace(FERRY_TOO, id=11, day=date(2025, 4, 12))]
    with open_archive(tmp_path / "news.db") as archive:
        put(archive.conn, [FERRY, FERRY_TOO, COUNCIL, *later])
        archive.conn.executemany(
            "insert into story_links (one_id, other_id, likely, alike) values (?, ?, ?, ?)",
            [(1, 2, 900, 40_000), (10, 11, 900, 40_000), (2, 10, 100, 30_000), (1, 3, 60, 20_000)],
        )
        tell_anew(archive.conn, [1, 2, 3, 10, 11], 500)
        rows = archive.conn.execute("select id, follows_id from stories order by id").fetchall()
        assert rows == [(1, None), (10, 1)]


@pytest.mark.xfail(strict=True, reason="a small archive does not tell how alike news on one matter is")
def test_the_sequel_of_a_month_later_is_another_story() -> None:
    text = "Captain Ida Thorsen lost her licence for a year. The owners of the ferry Bittern regret it."
    sequel = StoryText(10, "Thorsen loses licence over Marlow Point", text, date(2025, 4, 12), "Gazette")
    assert stories([FERRY, FERRY_TOO, COUNCIL, sequel]) == [[1, 2]]


@pytest.mark.xfail(strict=True, reason="hardly a word in common: nothing knows what words mean")
def test_one_event_in_two_languages_is_one_story() -> None:
    german = StoryText(
        4,
        "Fähre läuft auf Sandbank, alle gerettet",
        "Eine Fähre mit mehr als zweihundert Fahrgästen ist am Dienstagabend auf eine Sandbank gelaufen. Das "
        "Ruder war ausgefallen. Rettungsboote brachten alle an Land, verletzt wurde niemand.",
        date(2025, 3, 5),
        "Anzeiger",
    )
    assert stories([FERRY, FERRY_TOO, COUNCIL, german]) == [[1, 2, 4]]
