"""Filing opens no socket: not in the workers, not in the process that files, and not from code of C."""

import os
import shutil
import socket
import subprocess
import sys
import threading

import pytest
from faults import ROOT, environment
from hostile_case import PARAGRAPHS, page
from test_worker_limits import call, long, run  # noqa: F401 (fixtures are found here)

from morgue.ingest_run import Options
from morgue.ingest_run import ingest as run_ingest
from morgue.offline import NoNetwork, offline

linux = pytest.mark.skipif(sys.platform != "linux", reason="namespaces of Linux")


class Listener:
    """A server that counts who calls."""

    def __init__(self) -> None:
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        self.calls = 0
        self.thread = threading.Thread(target=self.listen)
        self.thread.start()

    def listen(self) -> None:
        while True:
            caller, _ = self.server.accept()
            said = caller.recv(3)
            caller.close()
            if said == b"end":
                return
            self.calls += 1

    def close(self) -> None:
        with socket.create_connection(("127.0.0.1", self.port)) as last:
            last.sendall(b"end")
        self.thread.join(10)
        self.server.close()


@pytest.fixture
def listener():
    listener = Listener()
    yield listener
    listener.close()


@linux
def test_a_reader_reaches_nobody(run, listener):  # noqa: F811
    told, filed = run("asks", "calls", "calls-in-c", port=listener.port)
    assert listener.calls == 0
    assert "NoNetwork" in told["asks"]
    assert "NoNetwork" in told["calls"]
    assert "Network is unreachable" in told["calls-in-c"]
    assert len(filed) == 24


@linux
def test_only_the_block_refuses(run, listener):  # noqa: F811
    """The negative control: without it the same file calls, and is heard."""
    told, filed = run("calls", "calls-in-c", off=["network"], port=listener.port)
    assert not told
    assert len(filed) == 26
    assert listener.calls >= 2


@linux
@long
def test_only_the_kernel_refuses_code_of_c(run, listener):  # noqa: F811
    """Python's hook alone hears nothing of what a library of C does."""
    told, _ = run("calls", "calls-in-c", off=["network in C"], port=listener.port)
    assert [*told] == ["calls"]
    assert listener.calls


#: Cuts itself off, and calls all the same, in C.
CALLER = """
import ctypes, os, struct, sys
from morgue.offline import cut_off
print(cut_off())
libc = ctypes.CDLL(None, use_errno=True)
address = struct.pack("=H", 2) + struct.pack("!H", int(sys.argv[1])) + bytes([127, 0, 0, 1]) + bytes(8)
print(libc.connect(libc.socket(2, 1, 0), address, len(address)) and os.strerror(ctypes.get_errno()))
"""


@linux
@pytest.mark.skipif(
    bool(os.geteuid()) or not shutil.which("setpriv"), reason="needs root, and setpriv to take its power"
)
def test_root_of_a_container_reaches_nobody(listener):
    """It may not have a network of its own, but a user namespace with one."""
    power = "-sys_admin"
    before = ["setpriv", "--bounding-set", power, "--inh-caps", power]
    if subprocess.run([*before, "unshare", "--user", "--net", "true"], check=False).returncode:
        pytest.skip("no user namespaces here")
    command = [*before, sys.executable, "-c", CALLER, str(listener.port)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout.splitlines() == ["True", "Network is unreachable"], done.stderr
    assert listener.calls == 0


@linux
@pytest.mark.parametrize("files", ["texts", "texts/00000.txt"])
def test_a_machine_that_holds_nothing_back_is_told_of_once(tmp_path, texts, files):
    texts(24)
    command = ["extract", files, "--nl", "--no-entities"]
    done = call(tmp_path, command, environment(tmp_path, "network"))
    assert (
        done.stderr == "note: on this machine the network is refused to Python alone, not to libraries of C\n"
    )
    assert done.returncode == 0


def test_pages_that_ask_for_documents_are_read_without(tmp_path, listener):
    where = f"http://127.0.0.1:{listener.port}/"
    for number, before in enumerate(
        (
            f'<!DOCTYPE html SYSTEM "{where}a.dtd">',
            f'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY % p SYSTEM "{where}b"> %p;]>',
            f'<?xml-stylesheet href="{where}c" type="text/xsl"?><!DOCTYPE html>',
        )
    ):
        (tmp_path / f"{number}.html").write_text(page(before=before, head=f'<link href="{where}d">'))
    (tmp_path / "e.html").write_text(page(PARAGRAPHS + f'<iframe src="{where}"></iframe><img src="{where}">'))
    report = run_ingest(tmp_path / "news.db", [str(tmp_path)], Options(entities=False, workers=1))
    assert report.counts.added >= 1
    assert report.counts.failed == 0
    assert listener.calls == 0


def test_the_process_that_files_reaches_nobody(tmp_path, listener):
    (tmp_path / "empty.txt").write_bytes(b"")

    def call(document):
        socket.create_connection(("127.0.0.1", listener.port), 5).close()

    with pytest.raises(NoNetwork):
        run_ingest(tmp_path / "news.db", [str(tmp_path / "empty.txt")], Options(workers=1, on_failure=call))
    call(None)  # the negative control: it was the run that refused, and it is over


def test_other_threads_keep_their_network(listener):
    heard = []

    def call():
        socket.create_connection(("127.0.0.1", listener.port), 5).close()
        heard.append(True)

    with offline():
        with pytest.raises(NoNetwork):
            call()
        with pytest.raises(NoNetwork):
            socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        for local in socket.socketpair():
            local.close()
        thread = threading.Thread(target=call)
        thread.start()
        thread.join(10)
    assert heard == [True]
