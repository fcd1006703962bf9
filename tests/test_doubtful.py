"""A damaged or doubtful archive stays one until somebody accepts it, whatever else is done to it."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from fixtures_traces import others, target

from db import deletion
from db.archive import open_archive
from db.check import accept, check
from morgue.cli import cli
from morgue.deletion import delete


@pytest.fixture
def filed(tmp_path, file_in, query):
    """An archive with the article whose words stand nowhere else; its path and the id."""
    file_in([target(tmp_path)], *([one] for one in others(tmp_path, 20)))
    path = tmp_path / "news.db"
    [(number,)] = query(path, "select article_id from images")
    return path, number


def unsound(path: Path) -> list[str]:
    return [one.text for one in check(path) if one.unsound]


def overwrite(path, old, new):
    """A few bytes of the file become others, as a disk does it."""
    data = path.read_bytes()
    assert data.count(old) == 1
    path.write_bytes(data.replace(old, new))


def test_nothing_is_deleted_where_pages_are_doubtful(filed, query):
    """Writing the file anew would make the damage true."""
    path, number = filed
    overwrite(path, b"x.example/zyxslugword.jpg", b"x.example/zyxslughero.jpg")
    told = CliRunner().invoke(cli, ["delete", str(number), "--reason", "asked", "--yes", "--db", str(path)])
    assert told.exit_code == 1
    assert "nothing is deleted" in told.output
    assert "`morgue check --accept`" in told.output
    assert query(path, "select count(*) from deletions") == [(0,)]
    assert unsound(path)
    accept(path)
    assert delete(path, [number], "asked").cleaned
    assert unsound(path) == []


def test_nothing_is_cleaned_where_pages_are_doubtful(filed, query):
    path, number = filed
    [(other,)] = query(path, "select min(id) from articles where id <> ?", number)
    with open_archive(path) as archive:
        deletion.delete(archive.conn, path, [other], "by hand")
    overwrite(path, b"x.example/zyxslugword.jpg", b"x.example/zyxslughero.jpg")
    arguments = ["ingest", str(path.parent / "none"), "--db", str(path)]
    told = CliRunner().invoke(cli, arguments)
    assert "until then traces of deleted articles stay in the file" in told.output
    assert query(path, "select cleaned_at from deletions") == [(None,)]
    assert any("not what was written" in one for one in unsound(path))
    accept(path)
    assert "traces" not in CliRunner().invoke(cli, arguments).output
    assert unsound(path) == []
