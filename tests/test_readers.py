"""Sixteen readers at once, and an ingest beside them: no error, no long wait, and counts that only grow."""

import json
import re
import threading
import time
import urllib.request

from test_serve import _fetched, free_port

READERS = 16
#: Seconds of reading, articles that are there at the beginning, and articles that are filed meanwhile.
SECONDS, FIRST, MORE = 10, 300, 600
#: Seconds that no page may take.
LONGEST = 2.0
PAGES = [
    "/",
    "/search?q=bridge",
    "/search?q=council+OR+mayor&sort=newest",
    "/search.json?q=havenport",
    "/search.atom?q=bridge",
    "/compare?q=bridge&q=mayor",
    "/news/articles",
    "/random",
    "/suggest.json?q=hav",
    "/about",
    "/news/outlets",
    "/news/articles.json?_size=20",
]
COUNT = "/search.json?q=bridge&once=0"


def texts(folder, first, number):
    folder.mkdir()
    for i in range(first, first + number):
        lines = [
            f"Council votes on bridge {i}",
            "By Ann Lee",
            f"{1 + i % 28} February 2025",
            f"The council of Havenport voted on bridge {i} on Monday, after a debate of {i + 2} hours.",
            f"Work on it begins next year and will cost {i} million, said the mayor of the town.",
        ]
        (folder / f"{i:05}.txt").write_text("\n\n".join(lines), encoding="utf-8")
    return folder


def read(port, start, until, took, wrong):
    """Read page after page, and note how long each took and what went wrong."""
    at = start
    while time.monotonic() < until:
        page = PAGES[at % len(PAGES)]
        at += 1
        began = time.monotonic()
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{page}", timeout=10) as response:
                text = response.read().decode()
        except OSError as error:
            wrong.append((page, repr(error)))
        else:
            took.append((time.monotonic() - began, page))
            if re.search("to search in time|too slowly|to compare in time", text):
                wrong.append((page, "a time limit"))


def count(port, until, counts):
    while time.monotonic() < until:
        counts.append(json.loads(_fetched(port, COUNT))["total"])
        time.sleep(0.2)


def finished(process):
    out, told = process.communicate(timeout=60)
    assert process.returncode == 0, told
    return json.loads(out)


def ingest(morgue, folder):
    return morgue("ingest", folder, "--db", "news.db", "--no-entities", "--workers", "1", "--json")


def test_readers_beside_an_ingest(tmp_path, morgue):
    assert finished(ingest(morgue, texts(tmp_path / "first", 0, FIRST)))["added"] == FIRST
    more = texts(tmp_path / "more", FIRST, MORE)
    port = free_port()
    with (tmp_path / "told").open("w") as told:
        server = morgue("serve", "--port", port, stdout=told, stderr=told)
    try:
        assert json.loads(_fetched(port, COUNT))["total"] == FIRST
        took, wrong, counts = [], [], []
        until = time.monotonic() + SECONDS
        threads = [
            threading.Thread(target=read, args=(port, start, until, took, wrong)) for start in range(READERS)
        ]
        threads.append(threading.Thread(target=count, args=(port, until, counts)))
        for thread in threads:
            thread.start()
        process = ingest(morgue, more)
        for thread in threads:
            thread.join()
        assert finished(process)["added"] == MORE
        counts.append(json.loads(_fetched(port, COUNT))["total"])
    finally:
        server.terminate()
        server.communicate(timeout=30)
    assert wrong == []
    assert max(took)[0] < LONGEST, sorted(took)[-5:]
    assert counts == sorted(counts)
    assert counts[-1] == FIRST + MORE
    assert "Traceback" not in (tmp_path / "told").read_text("utf-8")
