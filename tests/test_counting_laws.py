"""Whatever is filed, changed, corrected and taken back in whatever order: every count is exact."""

import hashlib
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from db import curation
from db.addressing import Finder
from db.archive import open_archive
from db.check import check
from db.curator import Curator, replayed
from db.errors import ArchiveError
from db.sqlite import open_for_reading
from ingest.model import Article, Block, Document, Mention, Moment

#: Spelling, kind, full name: made up, with homonyms, spellings in common and names of two kinds.
NAMES = [
    ("Orla Venn", "person", "Orla Venn"),
    ("Venn", "person", "Orla Venn"),
    ("Venn", "person", "Piet Venn"),
    ("orla venn", "person", "ORLA VENN"),
    ("O. Venn", "person", "O. Venn"),
    ("Venn", "place", "Venn"),
    ("Venn Mills", "organisation", "Venn Mills"),
    ("Tarn", "place", "Tarn"),
]
DAYS = [None, "2025-01-02", "2025-01-03", "2024-12-31"]
TABLES = {
    "entities": "select name, kind, key, article_count, first_seen, last_seen, wikidata_id from entities "
    "where article_count > 0",
    "aliases": "select kind, key, alias, source, articles, mentions from aliases "
    "join entities on entities.id = entity_id where article_count > 0",
    "mentions": 'select article_id, kind, key, "start", "end", surface, mentions.name from mentions '
    "join entities on entities.id = entity_id",
    "blocked": 'select article_id, kind, key, "start", surface, b.name from blocked_mentions as b '
    "join entities on entities.id = found_id",
    "article_entities": "select article_id, kind, key, mentions, a.name from article_entities as a "
    "join entities on entities.id = entity_id",
}

articles = st.lists(st.sampled_from(NAMES), max_size=5)
days = st.sampled_from(DAYS)


def key(name: str, kind: str) -> str:
    return name.casefold().strip(".")


def document(folder: Path, number: int, version: int, names: list[tuple[str, str, str]], day: str | None):
    text, mentions = f"Text {number}.{version}.", []
    for surface, kind, name in names:
        text += " "
        mentions.append(Mention(len(text), len(text) + len(surface), kind, surface, name))
        text += surface
    moment = Moment(f"{day}T00:00:00Z", day, "day", "stated") if day else None
    article = Article((Block("paragraph", text, "x"),), mentions=tuple(mentions), published=moment)
    data = text.encode()
    sha256 = hashlib.sha256(data).hexdigest()
    return Document(str(folder / f"{number}.txt"), sha256, "text/plain", "utf-8", data, article)


def tables(conn) -> dict[str, list]:
    return {name: sorted(conn.execute(sql).fetchall(), key=repr) for name, sql in TABLES.items()}


def naive(conn) -> tuple[dict, dict, dict]:
    """Counts made in the simplest way there is, from the mentions and the articles' days."""
    days = dict(conn.execute("select id, published_on from articles"))
    mentions = conn.execute(
        "select article_id, entity_id, surface, coalesce(name, surface) from mentions"
    ).fetchall()
    named: dict = defaultdict(Counter)
    spelled: Counter = Counter()
    for article, entity, surface, name in mentions:
        named[article, entity][name] += 1
        spelled[entity, surface] += 1
    pairs = {
        pair: (seen.total(), min(seen, key=lambda one: (-seen[one], one))) for pair, seen in named.items()
    }
    called = Counter((entity, name) for (_, entity), (_, name) in pairs.items())
    aliases = {
        (entity, alias): (called[entity, alias], spelled[entity, alias])
        for entity, alias in called.keys() | spelled.keys()
    }
    found: dict = defaultdict(list)
    for article, entity in pairs:
        found[entity].append(days[article])
    entities = {}
    for entity, seen in found.items():
        dated = sorted(day for day in seen if day)
        entities[entity] = (len(seen), *((dated[0], dated[-1]) if dated else (None, None)))
    return pairs, aliases, entities


class Archive(RuleBasedStateMachine):
    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "news.db"
        self.versions: Counter[int] = Counter()
        for number in range(3):
            self.ingest(number, NAMES[number:], DAYS[number])

    def teardown(self) -> None:
        self.folder.cleanup()

    @rule(number=st.integers(0, 4), names=articles, day=days)
    def ingest(self, number: int, names: list[tuple[str, str, str]], day: str | None) -> None:
        """File an article, or a new state of it."""
        self.versions[number] += 1
        one = document(Path(self.folder.name), number, self.versions[number], names, day)
        with open_archive(self.path) as archive, archive.run(key) as run:
            run.save(one.path, one.sha256, [one])

    @rule(names=articles, data=st.data())
    def reclean(self, names: list[tuple[str, str, str]], data: st.DataObject) -> None:
        found = self.ask(
            "select articles.id, path, published_on from articles join files on files.id = file_id"
        )
        if not found:
            return
        article, path, day = data.draw(st.sampled_from(found))
        one = document(Path(self.folder.name), int(Path(path).stem), 0, names, day)
        with open_archive(self.path) as archive, archive.recleaning(key) as run:
            run.replace(article, one)

    @rule()
    def take_back_a_cleaning(self) -> None:
        with open_archive(self.path) as archive, archive.recleaning(key, undo=True) as run:
            run.undo()

    @rule(data=st.data())
    @precondition(lambda self: self.entities())
    def correct_twice(self, data: st.DataObject) -> None:
        """Twice: chains of corrections are where replaying can go wrong."""
        self.correct(data)
        self.correct(data)

    def correct(self, data: st.DataObject) -> None:
        pick = st.sampled_from(self.entities())
        one, other = str(data.draw(pick)), str(data.draw(pick))
        name = data.draw(st.sampled_from(["Orla Venn", "Piet Venn", "Venn", "Lord Venn"]))
        kind = data.draw(st.sampled_from(["person", "place", "organisation"]))
        ids = [number for (number,) in self.ask("select id from articles")]
        some = data.draw(st.lists(st.sampled_from(ids), max_size=2)) if ids else []
        spellings = [row[0] for row in self.ask("select surface from mentions where entity_id = ?", int(one))]
        alias = data.draw(st.sampled_from(spellings or ["Venn"]))
        verb = data.draw(st.sampled_from(["merge", "split", "rename", "retype", "block", "link"]))
        numbers = [number for (number,) in self.ask("select id from curation")]
        verb = data.draw(st.sampled_from([verb, verb, "undo"])) if numbers else verb
        line = data.draw(st.sampled_from(numbers)) if numbers else 0
        wikidata = {"wikidata_id": data.draw(st.sampled_from(["Q1", "Q2"]))}
        verbs = {
            "merge": lambda curator: curator.merge([one], other),
            "split": lambda curator: curator.split(one, alias, name, some),
            "rename": lambda curator: curator.rename(one, name),
            "retype": lambda curator: curator.retype(one, kind),
            "block": lambda curator: curator.block([one]),
            "link": lambda curator: curator.link(curator.find.one(one), wikidata),
            "undo": lambda curator: curator.undo(line),
        }
        with open_archive(self.path) as archive:
            archive.conn.execute("begin immediate")
            curator = Curator(archive.conn, self.path, key)
            try:
                verbs[verb](curator)
                curator.finish()
            except ArchiveError:
                archive.conn.execute("rollback")
            else:
                archive.conn.execute("commit")

    @rule()
    def undo_everything(self) -> None:
        """Without corrections the archive is what the tagger found; with them again, what it was."""
        with open_archive(self.path) as archive:
            before = tables(archive.conn)
            archive.conn.execute("begin")
            curator = Curator(archive.conn, self.path, key)
            for line in reversed(list(curation.state(archive.conn).lines)):
                curator.undo(line.id)
            curator.finish()
            assert archive.conn.execute("select count(*) from blocked_mentions").fetchone() == (0,)
            off = "select count(*) from mentions where found_id is not null"
            assert archive.conn.execute(off).fetchone() == (0,)
            for _, kind, found, *_, surface, name in tables(archive.conn)["mentions"]:
                assert found == key(name or surface, kind)
            archive.conn.execute("rollback")
            assert tables(archive.conn) == before

    @invariant()
    def counts_are_exact(self) -> None:
        conn = open_for_reading(self.path)
        pairs, aliases, entities = naive(conn)
        rows = conn.execute("select article_id, entity_id, mentions, name from article_entities")
        assert {row[:2]: row[2:] for row in rows} == pairs
        rows = conn.execute("select entity_id, alias, articles, mentions, source from aliases")
        assert {row[:2]: row[2:4] for row in rows if row[4] == "text" or row[2:4] != (0, 0)} == aliases
        rows = conn.execute("select id, article_count, first_seen, last_seen from entities")
        assert {row[0]: row[1:] for row in rows if row[1:] != (0, None, None)} == entities
        conn.close()
        assert [finding.text for finding in check(self.path)] == []

    @invariant()
    def a_replay_changes_nothing(self) -> None:
        with open_archive(self.path) as archive:
            before = tables(archive.conn)
            archive.conn.execute("begin")
            archive.conn.execute("update aliases set articles = 7, mentions = 7")
            archive.conn.execute("update article_entities set mentions = 7")
            replayed(archive.conn, key)
            assert tables(archive.conn) == before
            archive.conn.execute("rollback")

    def entities(self) -> list[int]:
        path = getattr(self, "path", None)
        # Mostly those that are there: what went elsewhere can only be refused.
        ask = "select id from entities where article_count > 0 or id = (select min(id) from entities)"
        return [number for (number,) in self.ask(ask)] if path else []

    def ask(self, sql: str, *values: object) -> list:
        conn = open_for_reading(self.path)
        try:
            return conn.execute(sql, values).fetchall()
        finally:
            conn.close()


TestArchive = Archive.TestCase
TestArchive.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)


def test_filed_before_or_after_the_corrections_comes_to_the_same(tmp_path: Path) -> None:
    """The log decides, not when it was written: an archive that is built anew with it is the same."""
    documents = [document(tmp_path, i, 0, NAMES[i % 3 :], DAYS[1 + i % 3]) for i in range(4)]

    def fill(path: Path) -> None:
        with open_archive(path) as archive, archive.run(key) as run:
            for one in documents:
                run.save(one.path, one.sha256, [one])

    old, new = tmp_path / "old.db", tmp_path / "new.db"
    fill(old)
    with open_archive(old) as archive:
        curator = Curator(archive.conn, old, key)
        number = Finder(archive.conn, old).one("Venn", "place").id
        curator.merge(["O. Venn"], "ORLA VENN")
        curator.retype(str(number), "person")
        curator.finish()
        curator.split(
            "ORLA VENN",
            "Venn",
            "Orla Venn the Elder",
            [archive.conn.execute("select max(id) from articles").fetchone()[0]],
        )
        curator.rename("Piet Venn", "Sir Piet")
        curator.block(["Tarn"])
        curator.finish()
        lines = list(curation.read(archive.conn))
        expected = tables(archive.conn)
    with open_archive(new) as archive:
        for line in lines:
            curation.append(archive.conn, line)
    fill(new)
    with open_archive(new) as archive:
        assert tables(archive.conn) == expected
    assert len(lines) == 5
