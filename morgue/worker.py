"""What runs inside a worker process: bytes in, documents out, and nothing that outlives its parent."""

import ctypes
import os
import resource
import signal
import sys
from collections.abc import Sequence

from ingest.model import Document, Ner, RawFile
from ingest.outlets.learned import NOTHING, Learned

#: Bytes of address space of a worker: a parser that asks for more gets a MemoryError instead of taking
#: the machine's memory. spaCy with its model maps 2 GB.
MEMORY = 6 * 1024**3
#: prctl(2): the signal that the kernel sends when the parent dies.
PR_SET_PDEATHSIG = 1

#: What the archive knew of its outlets when the run began: given once, not with every file.
_learned = NOTHING


def begin(learned: Learned = NOTHING) -> None:
    """Make the process a worker that knows what was learned; called once, before its first task."""
    global _learned
    _learned = learned
    # Ctrl-C reaches the whole process group; whether work in hand is finished is the parent's decision.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    limit = MEMORY if most == resource.RLIM_INFINITY else min(MEMORY, most)
    resource.setrlimit(resource.RLIMIT_AS, (limit, most))
    if sys.platform == "linux":
        parent = os.getppid()
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)


def read(files: Sequence[RawFile], entities: bool, ner: Ner = "fast") -> list[list[Document]]:
    """Read files; the documents of each, in order."""
    # Imported here, as the parent, which imports this module also, never reads a file itself.
    from ingest.pipeline import documents

    return [documents(raw, entities=entities, ner=ner, learned=_learned) for raw in files]
