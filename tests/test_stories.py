"""Stories: which articles are one event, and the law that order and number of runs do not matter."""

import random
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from db.archive import open_archive
from db.stories import refresh as refreshing
from db.stories.batch import stories
from db.stories.refresh import refresh
from db.stories.signature import StoryText

STREETS = (
    "Alder Birch Cedar Dogwood Elder Fir Gorse Hazel Ivy Juniper Larch Maple Oak Pine Rowan Sorrel".split()
)
SHIPS = (
    "Albatross Bittern Cormorant Dunlin Egret Fulmar Gannet Heron Ibis Jackdaw Kestrel Linnet Merlin".split()
)

FERRY = StoryText(
    1,
    "Ferry runs aground off Marlow Point with 212 aboard",
    "The ferry Bittern ran aground on a sandbank off Marlow Point on Tuesday evening with 212 passengers "
    "aboard, the coastguard of Havenport said. Lifeboats took all passengers to the harbour of Wexmoor by "
    "midnight. Captain Ida Thorsen told investigators that the rudder had failed. Nobody was hurt.",
    date(2025, 3, 4),
    "Gazette",
)
FERRY_TOO = StoryText(
    2,
    "All 212 rescued after Bittern strikes sandbank",
    "Lifeboats brought 212 people ashore at Wexmoor after the ferry Bittern struck a sandbank near Marlow "
    "Point. The rudder failed shortly after the ship had left Havenport, said its captain, Ida Thorsen. The "
    "coastguard said that no passenger was hurt and that the ferry would be towed at high tide.",
    date(2025, 3, 5),
    "Courier",
)
COUNCIL = StoryText(
    3,
    "Council puts off vote on library roof",
    "The town council of Elmstead put off its vote on the roof of the library again on Tuesday. Rain has "
    "come in since autumn, said the librarian, Paula Quist, who had hoped for 40,000 crowns this year.",
    date(2025, 3, 4),
    "Gazette",
)


def call(number: int, day: date, subject: str, outlet: str) -> StoryText:
    """Two presidents talk by telephone."""
    return StoryText(
        number,
        f"Presidents Arden and Volkov speak by telephone about {subject}",
        f"President Lena Arden and President Oleg Volkov spoke by telephone on {day:%A} about {subject}, both "
        f"offices said. It was a frank talk, said a spokesman for Arden. Volkov's office said that the two "
        f"presidents agreed to let their ministers go on with the talks on {subject} in Geneva.",
        day,
        outlet,
    )


def match(number: int, home: str, away: str, scorer: str, goals: str) -> StoryText:
    """A match report as a machine writes it."""
    return StoryText(
        number,
        f"{home} beat {away} {goals} in second division",
        f"{home} beat {away} {goals} at home in the second division on Saturday. {scorer} opened the score "
        f"after twelve minutes and {home} kept the lead until the end. {away} had the better chances in the "
        f"second half, but the goalkeeper of {home} held every shot. The next matches are on Wednesday.",
        date(2025, 3, 8),
        "Sports Wire",
    )


def market(number: int, day: date, index: str, change: str, best: str) -> StoryText:
    """A daily report of the exchange."""
    return StoryText(
        number,
        f"Havenport shares close {change} per cent higher",
        f"Shares in Havenport closed higher on {day:%A}. The index of thirty shares rose {change} per cent to "
        f"{index} points. {best} led the gains. Dealers said that trade was thin before the decision of the "
        f"central bank on interest rates. The crown was little changed against the dollar.",
        day,
        "Business Wire",
    )


def made_up(number: int) -> list[StoryText]:
    """Events of our own, each told by one to four outlets in words of its own."""
    chance, told = random.Random(7), []
    while len(told) < number:
        street, ship, price = chance.choice(STREETS), chance.choice(SHIPS), chance.randrange(100, 9999)
        day = date(2025, 1, 1 + chance.randrange(28)) if chance.random() < 0.9 else None
        parts = [
            f"A fire broke out in {street} Road near the {ship} inn.",
            f"The damage is put at {price} crowns, said inspector {ship}son of {street}ham.",
            f"Neighbours in {street}ham saw smoke above the {ship} inn before dawn.",
            f"The {ship} inn has stood in {street} Road since {1000 + price % 900}.",
        ]
        for outlet in chance.sample(["Gazette", "Courier", "Post", "Wire"], chance.choice((1, 1, 2, 4))):
            chance.shuffle(parts)
            told.append(StoryText(len(told) + 1, parts[0], " ".join(parts[1:]), day, outlet))
    return told[:number]


def put(conn: Any, articles: Sequence[StoryText]) -> None:
    """File articles with the numbers that they have."""
    conn.execute("insert or ignore into runs (id, started_at, version) values (1, '', '')")
    for one in articles:
        on = one.day.isoformat() if one.day else None
        conn.execute("insert or ignore into outlets (name) values (?)", [one.outlet])
        conn.execute(
            "insert into files (id, path, sha256, bytes, status, run_id) values (?, ?, ?, 0, 'filed', 1)",
            [one.id, str(one.id), str(one.id)],
        )
        conn.execute(
            "insert into articles (id, headline, title, body, published_at, published_on, word_count, file_id, "
            "outlet_id) select ?, ?, ?, ?, ?, ?, ?, ?, id from outlets where name = ?",
            [
                *(one.id, one.headline, one.headline, one.text, on, on, len(one.text.split()), one.id),
                one.outlet,
            ],
        )


def told(conn: Any) -> list[list[tuple[Any, ...]]]:
    """What the archive says of stories."""
    return [
        conn.execute(ask).fetchall()
        for ask in (
            "select * from stories order by id",
            "select id, story_id from articles order by id",
            "select * from story_links order by one_id, other_id",
            "select article_id, day, terms, neighbours, reach from story_signatures order by article_id",
            "select * from articles_to_group",
        )
    ]


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


def test_a_story_goes_on_from_another(after: Callable[..., Any]) -> None:
    towed = "The ferry Bittern, which ran aground off Marlow Point with 212 passengers, was towed to Wexmoor."
    inquiry = "An inquiry heard Captain Ida Thorsen of the ferry Bittern, aground off Marlow Point in March."
    later = [
        StoryText(10 + i, headline, f"{towed} {inquiry} {rest}", date(2025, 4, 2), outlet)
        for i, (headline, outlet, rest) in enumerate(
            [
                ("Bittern captain tells inquiry of rudder", "Gazette", "The hearing in Havenport goes on."),
                ("Inquiry into Bittern hears captain on rudder", "Post", "Judge Moll asked about the tide."),
            ]
        )
    ]
    rows = after([FERRY, FERRY_TOO, COUNCIL, *later])[0]
    assert [(row[0], row[-1]) for row in rows] == [(1, None), (10, 1)]
