"""Made-up events, told by outlets that do not exist, and an archive's rows about them."""

import random
from collections.abc import Sequence
from datetime import date
from typing import Any

from db.stories.signature import StoryText

STREETS = ["Alder", "Birch", "Cedar", "Dogwood", "Elder", "Fir", "Gorse", "Hazel", "Ivy", "Juniper", "Larch"]
SHIPS = [
    "Albatross",
    "Bittern",
    "Cormorant",
    "Dunlin",
    "Egret",
    "Fulmar",
    "Gannet",
    "Heron",
    "Ibis",
    "Jackdaw",
]

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
        f"President Lena Arden and President Oleg Volkov spoke by telephone on {day:%A} about {subject}, "
        f"both offices said. It was a frank talk, Arden's spokesman said. Volkov's office said that the two "
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
        f"Shares in Havenport closed higher on {day:%A}. The index of thirty shares rose {change} per cent "
        f"to {index} points. {best} led the gains. Dealers said that trade was thin ahead of the move of the "
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
            "insert into articles (id, headline, title, body, published_at, published_on, word_count, "
            "file_id, outlet_id) select ?, ?, ?, ?, ?, ?, ?, ?, id from outlets where name = ?",
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
