"""Articles that are filed, cleaned again with what the archive has learned since, and put back."""

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from db import changes, quotes, rows, states
from db.run import UNSTORABLE, Run
from db.save import Outcome, now
from ingest.model import Article, Document

if TYPE_CHECKING:
    from db.sqlite import sqlite3

_STORED = """
select articles.id, outlets.name, files.path, files.sha256, articles.body,
       case when coalesce(runs.entities, 0) or exists (select 1 from mentions where article_id = articles.id)
       then coalesce(runs.ner, 'fast') end
from articles
join files on files.id = articles.file_id
left join runs on runs.id = files.run_id
left join outlets on outlets.id = articles.outlet_id
"""


@dataclass(frozen=True, slots=True)
class Stored:
    """An article as it is filed; ``ner`` tells who looked for names in it, None if nobody did."""

    id: int
    outlet: str | None
    path: str
    sha256: str
    body: str
    ner: str | None


def concerned(conn: "sqlite3.Connection", rule: str, outlet: str | None = None) -> Iterator[Stored]:
    """The articles that may change: their outlet has known lines, or ``rule`` took some out of them.

    By id, of one outlet or of all; read in pages, so that there may be writing between two articles.
    """
    sql = f"""{_STORED} where articles.id > ? and coalesce(outlets.name = ?, 1) and (
            articles.outlet_id in (select outlet_id from outlet_lines)
            or exists (select 1 from blocks where article_id = articles.id and rule = ?)
        ) order by articles.id limit 500"""
    last = -1
    while page := conn.execute(sql, [last, outlet, rule]).fetchall():
        yield from map(_stored, page)
        last = page[-1][0]


def stored(conn: "sqlite3.Connection", article_id: int) -> Stored | None:
    """One article as it is filed; None if it was deleted."""
    found = conn.execute(f"{_STORED} where articles.id = ?", [article_id]).fetchone()
    return _stored(found) if found else None


def _stored(row: tuple[Any, ...]) -> Stored:
    return Stored(*row)


def content(conn: "sqlite3.Connection", sha256: str) -> bytes | None:
    """The bytes of a document, as they were filed; None if it was deleted."""
    found = conn.execute("select content from files where sha256 = ?", [sha256]).fetchone()
    return zlib.decompress(found[0]) if found else None


def removed_by(conn: "sqlite3.Connection", article_id: int, rule: str) -> list[str]:
    """The lines that a rule took out of an article."""
    ask = "select text from blocks where article_id = ? and rule = ?"
    return [text for (text,) in conn.execute(ask, [article_id, rule])]


def differs(conn: "sqlite3.Connection", article_id: int, article: Article) -> bool:
    """Whether an article read again has another body or other blocks than the one that is filed.

    Not if it was deleted meanwhile.
    """
    found = conn.execute("select body from articles where id = ?", [article_id]).fetchone()
    if found is None:
        return False
    ask = "select position, role, rule, text from blocks where article_id = ? order by position"
    blocks = [(i, block.role, block.rule, block.text) for i, block in article.removed]
    return bool(found[0] != article.body or conn.execute(ask, [article_id]).fetchall() != blocks)


class Recleaning(Run):
    """A run that changes articles that are filed; each former state is kept in the same transaction."""

    def replace(self, article_id: int, document: Document) -> Outcome | None:
        """Write an article as it was read again; None if nothing of it changes.

        One that cannot be read or stored is a failure, and stays as it is filed.
        """
        article = document.article
        if article and not differs(self._conn, article_id, article):
            self.pass_over(skipped=1)
            return None
        self._begin()
        self._conn.execute("savepoint document")
        try:
            outcome = self._write(article_id, article) if article else self._fail(document)
        except UNSTORABLE as error:
            self._conn.execute("rollback to document")
            self._entities.forget()
            detail = f"cannot be stored: {type(error).__name__}: {error}"
            outcome = self._fail(replace(document, error="bad record", detail=detail))
        self._conn.execute("release document")
        self._count(outcome)
        return outcome

    def _write(self, article_id: int, article: Article) -> Outcome:
        ask = "select file_id, path from articles join files on files.id = file_id where articles.id = ?"
        file_id, path = self._conn.execute(ask, [article_id]).fetchone()
        keep = "insert into recleaned (article_id, run_id, file_id, state) values (?, ?, ?, ?)"
        self._conn.execute(keep, [article_id, self.id, file_id, states.kept(self._conn, article_id)])
        self._entities.remove(article_id)
        rows.replace(self._conn, article_id, article, path, file_id)
        self._entities.add(article_id, article)
        quotes.add(self._conn, article_id, article)
        self._compare(article_id)
        return "updated"

    def _compare(self, article_id: int) -> None:
        """Say anew what the article changed of its latest version."""
        changes.note_changes(self._conn, article_id, changes.versions(self._conn, article_id))

    def _fail(self, document: Document) -> Outcome:
        # The ledger's row of the file stays: its article is filed, as it was.
        self._conn.execute(
            "insert into failures (run_id, path, sha256, error, detail, at) values (?, ?, ?, ?, ?, ?)",
            [self.id, document.path, document.sha256 or None, document.error, document.detail, now()],
        )
        return "failed"

    def undo(self, stop: Callable[[], bool] = lambda: False) -> int | None:
        """Put back what the last run of reclean changed; give its number, or None if there is none left.

        An article whose file has changed since is left alone, and counted as skipped. Once ``stop()`` is
        true the rest waits for the next call.
        """
        [(run,)] = self._conn.execute("select max(run_id) from recleaned").fetchall()
        articles = self._conn.execute(
            "select article_id, recleaned.file_id = articles.file_id from recleaned "
            "join articles on articles.id = article_id where run_id = ? order by 1",
            [run],
        ).fetchall()
        for article_id, unchanged in articles:
            if stop():
                break
            self._begin()
            if unchanged:
                ask = "select state from recleaned where article_id = ? and run_id = ?"
                [(state,)] = self._conn.execute(ask, [article_id, run]).fetchall()
                states.put_back(self._conn, article_id, state, self._entities)
                self._compare(article_id)
            gone = "delete from recleaned where article_id = ? and run_id = ?"
            self._conn.execute(gone, [article_id, run])
            if unchanged:
                self._count("updated")
            else:
                self.pass_over(skipped=1)
        return run and int(run)
