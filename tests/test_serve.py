"""Serving: Datasette starts on the archive, says where, and gives strangers no SQL."""

import json
import socket
import subprocess
import time
import urllib.error
import urllib.request

import pytest


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def test_serve(archive, morgue):
    port = free_port()
    process = morgue("serve", "--port", port, "--public")
    try:
        assert json.loads(_fetched(port, "/news/articles.json?_shape=array&_size=1"))[0]["id"]
        with pytest.raises(urllib.error.HTTPError, match="403"):
            _fetched(port, "/news.json?sql=select+1")
    finally:
        process.terminate()
        _, told = process.communicate(timeout=30)
    assert told.startswith(f"http://127.0.0.1:{port}/ ")


#: What strangers may not have: SQL of their own, the file, and everything at once.
REFUSED = {
    "/news?sql=select+1": 403,
    "/news.json?sql=select+1": 403,
    "/news/articles.json?_where=1": 403,
    "/news.db": 403,
    "/news/files/1.blob?_blob_column=content": 403,
    "/search.csv?q=bridge": 403,
    "/search.jsonl?q=": 403,
    "/news/articles.csv?_stream=1": 400,
    "/news/articles.json?_size=201": 400,
}
#: What they may have.
GIVEN = ["/", "/search?q=bridge", "/compare?q=bridge&q=strike", "/about", "/queries", "/search.atom", "/news"]
GIVEN += ["/news/articles.json?_size=max", "/news/articles.csv", "/news/wire_by_outlet"]
#: A search of more words than this is cut.
MANY_WORDS = "/search?q=" + "bridge+" * 5000


def test_strangers_get_no_sql_no_downloads_and_short_answers(archive, morgue):
    port = free_port()
    # what it tells of refusals would fill a pipe that nobody reads
    nowhere = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = morgue("serve", "--port", port, "--public", **nowhere)
    try:
        for page in GIVEN:
            assert _fetched(port, page)
        for page, status in REFUSED.items():
            with pytest.raises(urllib.error.HTTPError) as refused:
                _fetched(port, page)
            assert (page, refused.value.code) == (page, status)
        search = _fetched(port, "/search?q=bridge")
        assert "/search.csv" not in search
        assert "morgue_match" not in search
        assert "Only the first 1,000 characters were read" in _fetched(port, MANY_WORDS)
    finally:
        process.terminate()
        process.communicate(timeout=30)


def _fetched(port: int, path: str) -> str:
    until = time.monotonic() + 30
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as response:
                return str(response.read().decode())
        except urllib.error.HTTPError as error:
            error.close()
            raise
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
