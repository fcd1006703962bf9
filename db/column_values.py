"""What is counted and filtered by, as numbers: one for each article."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from db.sqlite import sqlite3

#: Columns whose values are texts; they are numbered in ``search_values``.
TEXTS = ("section", "agency", "language")
#: All columns of a segment but id, size and dead. month is 12 * year + month - 1, day is YYYYMMDD.
COLUMNS = ("outlet", *TEXTS, "month", "day", "words")

_SQL = """
select id, coalesce(outlet_id, 0), section, agency, language,
    coalesce(substr(month, 1, 4) * 12 + substr(month, 6, 2) - 1, 0),
    coalesce(substr(published_on, 1, 4) * 10000 + substr(published_on, 6, 2) * 100
        + substr(published_on, 9, 2), 0),
    word_count
from articles where id in (select value from json_each(?)) order by id"""


@dataclass(slots=True)
class Values:
    """The numbers of texts, by field and text; 0 stands for none."""

    numbers: dict[tuple[str, str], int]
    fresh: dict[tuple[str, str], int] = field(default_factory=dict)

    @classmethod
    def read(cls, conn: "sqlite3.Connection") -> "Values":
        """The numbers that the archive holds."""
        return cls({(name, text): key for key, name, text in conn.execute("select * from search_values")})

    def number(self, name: str, text: str | None) -> int:
        """The number of a text, a new one if need be.

        >>> values = Values({("agency", "Reuters"): 7})
        >>> values.number("agency", "Reuters"), values.number("agency", "AFP"), values.number("agency", None)
        (7, 8, 0)
        """
        if text is None:
            return 0
        known = self.numbers.get((name, text))
        if known is None:
            known = self.numbers[name, text] = max(self.numbers.values(), default=0) + 1
            self.fresh[name, text] = known
        return known

    def of(self, name: str) -> dict[int, str]:
        """The texts of a field by their numbers."""
        return {number: text for (one, text), number in self.numbers.items() if one == name}

    def write(self, conn: "sqlite3.Connection") -> None:
        """Keep the new numbers in the archive."""
        conn.executemany(
            "insert into search_values (id, field, value) values (?, ?, ?)",
            [(number, name, text) for (name, text), number in self.fresh.items()],
        )
        self.fresh.clear()


def day_text(number: int) -> str:
    """A number of the column ``day`` as a date.

    >>> day_text(20250213)
    '2025-02-13'
    """
    return f"{number // 10000:04}-{number // 100 % 100:02}-{number % 100:02}"


def read_columns(
    conn: "sqlite3.Connection", ids: NDArray[np.int64], values: Values
) -> dict[str, NDArray[np.int64]]:
    """Read the columns of the articles ``ids`` (ascending, all there).

    ``read_columns(conn, ids, Values.read(conn))["month"]`` has one number for each of the ids.
    """
    table = np.zeros((len(ids), len(COLUMNS)), np.int64)
    listed = "[" + ",".join(map(str, ids.tolist())) + "]"
    for place, (_, outlet, *texts, month, day, words) in enumerate(conn.execute(_SQL, [listed])):
        coded = [values.number(name, text) for name, text in zip(TEXTS, texts, strict=True)]
        table[place] = (outlet, *coded, max(month, 0), max(day, 0), words)
    return {name: table[:, i] for i, name in enumerate(COLUMNS)}
