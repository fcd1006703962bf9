"""Serving: Datasette starts on the archive, says where, and gives strangers no SQL."""

import json
import socket
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
