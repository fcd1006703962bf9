"""An archive of some names to be corrected, and the correcting: for the tests of curation."""

import pytest

from db.archive import open_archive
from db.check import check
from db.curator import Curator


def key(name, kind):
    return name.casefold().replace(".", "")


COUNTS = "select name, kind, article_count from entities where article_count > 0 order by name, kind"


@pytest.fixture
def people(archive, make, file_in):
    """The archive of three, with a homonym, an initial, an acronym and a place that is a person."""
    lee = "Mr Lee met J. Sommer and the Harbour Workers Union. Jo Sommer sang."
    file_in(
        [
            make(
                lee,
                "choir.txt",
                names=(
                    ("Lee", "person", "Ann Lee"),
                    ("J. Sommer", "person", "J. Sommer"),
                    ("Harbour Workers Union", "organisation", "Harbour Workers Union"),
                    ("Jo Sommer", "person", "Jo Sommer"),
                ),
            )
        ],
        [
            make(
                "Jo Sommer of the HWU wept in Lee.",
                "wept.txt",
                names=(
                    ("Jo Sommer", "person", "Jo Sommer"),
                    ("HWU", "organisation", "HWU"),
                    ("Lee", "place", "Lee"),
                ),
            )
        ],
    )
    return archive


@pytest.fixture
def correct(people):
    """Correct the archive in a transaction of its own; what was done."""

    def correct(do):
        with open_archive(people) as opened:
            opened.conn.execute("begin immediate")
            curator = Curator(opened.conn, people, key)
            do(curator)
            done = curator.finish()
            opened.conn.execute("commit")
        assert list(check(people)) == []
        return done

    return correct


def rank(query, people):
    return {(name, kind): n for name, kind, n in query(people, COUNTS)}
