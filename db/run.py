"""One call of ingest, as the ledger keeps it: documents in, counts that add up, commits in batches."""

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from db.column_building import pending, refresh
from db.column_states import FEW
from db.entities import EntityBook, Key
from db.errors import ArchiveError
from db.identity import Places
from db.indexing import Indexing
from db.paths import is_stdin, name_from
from db.save import Outcome, now, save
from db.sqlite import sqlite3
from ingest.model import Document

#: Documents in a transaction, where they come slowly: at 500 a synced commit costs nothing that can be
#: measured, at 1 five sixths of the speed (289 against 1,628 documents a second).
BATCH = 500
#: Where they come fast, a transaction takes so many seconds: each is one piece of the search index, and
#: pieces have to be merged (of 20,000 documents a tenth of the time at 2,000 a transaction instead of 500).
BRISK_SECONDS = 0.5
#: Documents in a transaction at most.
MOST = 5000
#: Seconds after which a slow batch is committed all the same, so that a kill costs little work.
BATCH_SECONDS = 10.0

#: For so many new articles a run brings a search's columns up to date before it ends, where that takes no
#: more than this share of its time: until then a search reads them from their rows, and with more of them
#: common words take half a second at 200,000 articles.
FOLLOW, FOLLOW_SHARE = FEW, 0.1

#: What SQLite raises for values that it cannot hold.
UNSTORABLE = (UnicodeError, OverflowError, sqlite3.DataError, sqlite3.IntegrityError)

#: One pass over a narrow index; asking for each outlet by itself would read every wide row.
USUAL_LANGUAGES = """
with used as (
    select outlet_id, language, row_number() over (
        partition by outlet_id order by count(*) desc, language
    ) as place
    from articles where language is not null group by outlet_id, language
)
update outlets set language = used.language from used
where used.outlet_id = outlets.id and used.place = 1 and outlets.language is not used.language
"""


@dataclass(slots=True)
class Counts:
    """What became of the documents of a run.

    >>> Counts(added=2, failed=1).documents
    3
    """

    added: int = 0
    updated: int = 0
    duplicates: int = 0
    skipped: int = 0
    failed: int = 0

    @property
    def documents(self) -> int:
        """All documents seen: each is counted once."""
        return self.added + self.updated + self.duplicates + self.skipped + self.failed

    def as_dict(self) -> dict[str, int]:
        """Give the counts by name, the sum first."""
        return {"documents": self.documents, **asdict(self)}

    def add(self, outcome: Outcome) -> None:
        """Count one document."""
        name = {"duplicate": "duplicates", "deleted": "skipped"}.get(outcome, outcome)
        setattr(self, name, getattr(self, name) + 1)


class Run:
    """Files documents into an open archive; made by ``db.archive.Archive.run``.

    Ledger row and article are written in one transaction, and so are the counts: what the archive
    says was added is in it, whenever the process died. A run that died has no ``finished_at``.
    """

    def __init__(
        self,
        conn: "sqlite3.Connection",
        path: Path,
        key: Key,
        version: str = "",
        *,
        kind: str = "ingest",
        entities: bool | None = None,
        ner: str | None = None,
        again: bool = False,
    ) -> None:
        # Files are named from where the archive lies, not from where a link to it does.
        self._conn, self._folder = conn, (path.resolve() if path.is_symlink() else path.absolute()).parent
        self._entities, self._index = EntityBook(conn, key), Indexing(conn)
        self._pending, self._begun, self._follow_from = 0, 0.0, 0.0
        self.counts = Counts()
        #: Documents among those skipped that were deleted before; ``again``: they are filed all the same.
        self.deleted, self._again = 0, again
        #: Set where somebody waits for the end: the search index is then left as it is.
        self.in_haste = False
        conn.execute("begin immediate")
        made = conn.execute(
            "insert into runs (started_at, version, kind, entities, ner) values (?, ?, ?, ?, ?) returning id",
            [now(), version, kind, entities, ner],
        )
        self.id = int(made.fetchone()[0])
        conn.commit()

    def known(self, sha256: str, path: str = "-") -> int:
        """Tell how many documents a file with this hash is known to hold; 0: it must be read.

        An earlier state is known in its own file, but not where another state of an article stands.
        """
        container = self._container(sha256)
        if container:
            return 0 if self._again and container[1] else container[0] - container[1]
        ask = """select 1 from files where sha256 = ?1 and (status = 'filed' or status = 'replaced'
            and not exists (select 1 from files where path = ?2 and status = 'filed'))"""
        name = name_from(self._folder, path)
        return 1 if self._conn.execute(ask, [sha256, name]).fetchone() else 0

    def buried(self, sha256: str) -> int:
        """Tell how many documents of a file with this hash were deleted, and are not to be filed again."""
        if self._again:
            return 0
        if container := self._container(sha256):
            return container[1]
        ask = "select 1 from deletions where sha256 = ?"
        return 1 if self._conn.execute(ask, [sha256]).fetchone() else 0

    def _container(self, sha256: str) -> tuple[int, int] | None:
        """How many documents a file of many holds, and how many of them were deleted."""
        ask = "select documents, deleted from containers where sha256 = ?"
        found = self._conn.execute(ask, [sha256]).fetchone()
        return (int(found[0]), int(found[1])) if found else None

    def pass_over(self, *, duplicates: int = 0, skipped: int = 0, deleted: int = 0) -> None:
        """Count documents that need not be saved; the ledger learns of them with the next commit."""
        self.counts.duplicates += duplicates
        self.counts.skipped += skipped + deleted
        self.deleted += deleted

    def save(
        self,
        path: str,
        sha256: str,
        documents: Sequence[Document],
        on_failure: Callable[[Document], None] = lambda document: None,
    ) -> list[Outcome]:
        """Save all documents of the file ``path``, whose own hash is ``sha256``, in their order.

        Never raises for a document's content: what SQLite cannot hold is a failure like others.
        ``on_failure`` is told of each failure with its reason, and with the path as it was given.
        """
        file = name_from(self._folder, path)
        names = [file if one.path == path else name_from(self._folder, one.path) for one in documents]
        named = [
            one if one.path == name else replace(one, path=name)
            for one, name in zip(documents, names, strict=True)
        ]
        self._forget_former(file, sha256)
        places = Places(self._conn, file, named)
        outcomes = []
        for given, document in zip(documents, named, strict=True):
            outcome, saved = self._save(document, places)
            outcomes.append(outcome)
            if outcome == "failed":
                on_failure(replace(saved, path=given.path))
        if sha256 and outcomes and "failed" not in outcomes and [one.sha256 for one in named] != [sha256]:
            self._begin()
            self._conn.execute(
                "insert or replace into containers (sha256, documents, deleted, path) values (?, ?, ?, ?)",
                [sha256, len(named), outcomes.count("deleted"), None if is_stdin(file) else file],
            )
        return outcomes

    def _forget_former(self, file: str, sha256: str) -> None:
        """Forget which bytes stood at a file's place before: if they come back, so do its records' states."""
        former = "select 1 from containers where path = ? and sha256 <> ?"
        if self._conn.execute(former, [file, sha256]).fetchone():
            self._begin()
            self._conn.execute("delete from containers where path = ? and sha256 <> ?", [file, sha256])

    def _save(self, document: Document, places: Places) -> tuple[Outcome, Document]:
        """Save one document; what became of it, and the document with the reason if it failed."""
        self._begin()
        self._conn.execute("savepoint document")
        try:
            outcome = save(self._conn, document, places, self._entities, self.id, self._again)
        except UNSTORABLE as error:
            self._conn.execute("rollback to document")
            self._entities.forget()
            # The error by its words alone: printed as a value, it would hold the whole text.
            told = f"cannot be stored: {type(error).__name__}: {error}"
            document = replace(document, article=None, error="bad record", detail=told)
            outcome = save(self._conn, document, places, self._entities, self.id)
        self._conn.execute("release document")
        self._count(outcome)
        return outcome, document

    def _count(self, outcome: Outcome) -> None:
        """Count a document that was written, and commit if the batch is full."""
        self.counts.add(outcome)
        self.deleted += outcome == "deleted"
        self._pending += 1
        seconds = time.monotonic() - self._begun
        full = self._pending >= MOST or (self._pending >= BATCH and seconds > BRISK_SECONDS)
        if full or seconds > BATCH_SECONDS:
            self.commit()
            self._follow()

    def _follow(self) -> None:
        """Let searches of a long run's articles be quick before it ends."""
        if time.monotonic() >= self._follow_from and pending(self._conn) >= FOLLOW:
            begun = time.monotonic()
            refresh(self._conn)
            took = time.monotonic() - begun
            self._follow_from = begun + took / FOLLOW_SHARE

    def _begin(self) -> None:
        if not self._conn.in_transaction:
            self._conn.execute("begin immediate")
            self._index.put_off()
            self._begun = time.monotonic()

    def commit(self) -> None:
        """Make everything so far survive a power cut."""
        self._begin()
        self._entities.rename()
        self._index.catch_up()
        counts = self.counts.as_dict()
        changes = ", ".join(f"{name} = ?" for name in counts)
        self._conn.execute(f"update runs set {changes} where id = ?", [*counts.values(), self.id])
        self._conn.commit()
        self._pending = 0

    def finish(self) -> Counts:
        """Commit, note the end and return the counts."""
        self._begin()
        self._conn.execute(USUAL_LANGUAGES)
        self._conn.execute("update runs set finished_at = ? where id = ?", [now(), self.id])
        self.commit()
        self._check_sum()
        return self.counts

    def _check_sum(self) -> None:
        kept = self._conn.execute(
            "select documents, added + updated + duplicates + skipped + failed from runs where id = ?",
            [self.id],
        ).fetchone()
        if kept != (self.counts.documents, self.counts.documents):
            raise ArchiveError(self._folder, f"the counts of run {self.id} do not add up: {kept}")
