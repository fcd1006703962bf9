"""Readers that fail as no file should make them fail, for the real command.

Python imports a module ``sitecustomize`` whenever it starts, in workers too: ours makes the reader misbehave
over files whose names say how. The command itself is not touched.
"""

import os
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent

#: How a file's name, or a record's value ``fault``, makes its reader fail; others are read as always.
FAULTS = {
    "burns": "re.match('(a+)+$', 'a' * 60 + 'b')",  # in C, which hears no signal handler of Python
    "sleeps": "ctypes.CDLL(None).sleep(1000)",
    "eats": "bytes(3 * 1024**3)",
    "exits": "os._exit(3)",
    "crashes": "ctypes.string_at(0)",
    "dies": "os.kill(os.getpid(), 9)",
    "raises": "[][1]",
    "stops": "sys.exit()",
    "keeps": "kept.append(bytes(1024**3))",
    "wants": "bytes(1_300_000_000)",
    "asks": "socket.getaddrinfo('news.example', 80)",
    "calls": "socket.create_connection(('127.0.0.1', PORT), 5).close()",
    "calls-in-c": "call_in_c()",
}

SITE = """
import ctypes, os, re, socket, struct, sys
import ingest.pipeline, morgue.offline, morgue.reading, morgue.worker

PORT = int(os.environ.get("FAULT_PORT", "0"))
kept = []
morgue.reading.FILE_SECONDS, morgue.reading.SHARED_SECONDS = 1.0, 0.5
morgue.worker.WALL = int(os.environ["FAULT_WALL"])
documents = ingest.pipeline.documents
record = ingest.pipeline._record

def call_in_c():
    libc = ctypes.CDLL(None, use_errno=True)
    number = libc.socket(2, 1, 0)
    address = struct.pack("=H", 2) + struct.pack("!H", PORT) + bytes([127, 0, 0, 1]) + bytes(8)
    if libc.connect(number, address, len(address)):
        raise OSError(ctypes.get_errno(), "not connected")
    os.close(number)

def faulty(raw, **options):
    options.get("before_each", int)(0)
    fault = FAULTS.get(os.path.basename(raw.path).partition(".")[0].partition("-")[2])
    if fault:
        exec(fault, globals())
    return documents(raw, **options)

def faulty_record(path, value):
    if fault := FAULTS.get(value.get("fault")):
        exec(fault, globals())
    return record(path, value)

ingest.pipeline.documents = faulty
ingest.pipeline._record = faulty_record
"""

#: Protections switched off, for the negative controls.
OFF = {
    "clocks": "morgue.worker._allow = lambda seconds: None",
    "memory": "morgue.worker.MEMORY = 16 * 1024**3",
    "network": "morgue.worker.cut_off = morgue.offline.cut_off = bool",
    "network in C": "morgue.offline.CLONE_NEWNET = 0",
    "places": "ingest.pipeline._skip_crashed = lambda path, number, crashed: None",
    "giving back": "morgue.worker.GIVEN_BACK = morgue.worker.OUT_OF_MEMORY",
}


def environment(folder: Path, *off: str, wall: int = 30, port: int = 0) -> dict[str, str]:
    """The environment of a command whose readers fail; ``off`` names the protections that it lacks."""
    site = folder / "site"
    site.mkdir(exist_ok=True)
    switched = "\n".join(OFF[name] for name in off)
    text = f"FAULTS = {FAULTS!r}\n{SITE}\n{switched}\n"
    (site / "sitecustomize.py").write_text(text, encoding="utf-8")
    clean = {name: value for name, value in os.environ.items() if not name.startswith("MORGUE")}
    path = os.pathsep.join([str(site), str(ROOT)])
    return {**clean, "PYTHONPATH": path, "FAULT_WALL": str(wall), "FAULT_PORT": str(port)}
