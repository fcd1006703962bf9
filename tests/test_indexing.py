"""The search index follows a run at the end of its transactions, and nobody sees it before."""

from db.archive import open_archive
from db.check import check


def test_an_article_changed_in_its_own_transaction_is_indexed_once(tmp_path, make, file_in, query):
    url = "https://north.example/2025/02/bridge"
    first, second = make("The bridge is shut.", "a.txt", url=url), make("The ferry runs.", "b.txt", url=url)
    assert file_in([first], [second]) == ["added", "updated"]
    found = "select count(*) from articles_fts where articles_fts match ?"
    path = tmp_path / "news.db"
    assert query(path, found.replace("?", "'ferry'")) == [(1,)]
    assert query(path, found.replace("?", "'bridge'")) == [(0,)]
    assert query(path, "select count(*) from unindexed") == [(0,)]
    assert [finding for finding in check(path) if finding.unsound] == []


def test_articles_that_others_insert_are_indexed_at_once(tmp_path, make, file_in, query):
    file_in([make("The bridge is shut.")])
    path = tmp_path / "news.db"
    with open_archive(path) as archive:
        archive.conn.execute(
            "insert into files (path, sha256, bytes, status, run_id) values ('x', 'x', 0, 'filed', 1)"
        )
        archive.conn.execute(
            "insert into articles (id, title, body, word_count, file_id) "
            "select 1, 'x', 'A ferry', 2, max(id) from files"
        )
    assert query(path, "select rowid from articles_fts where articles_fts match 'ferry'") == [(1,)]
