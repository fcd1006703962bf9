"""What runs inside a worker process: bytes in, documents out, and nothing that outlives its parent.

A worker has two clocks and a limit of memory that it cannot hold off, whatever code of C it is in: the
kernel ends it, and its exit code says why. It has no network.
"""

import ctypes
import os
import resource
import signal
import sys
from collections.abc import Mapping, MutableSequence, Sequence
from contextlib import suppress
from multiprocessing import forkserver
from types import MappingProxyType
from typing import Any

from ingest.model import Ner, RawFile
from ingest.outlets.learned import NOTHING, Learned
from morgue.offline import cut_off
from morgue.packing import packed

#: Bytes of address space of a worker: a parser that asks for more gets a MemoryError instead of taking
#: the machine's memory. Measured with a megabyte of text: 0.3 GB, with spaCy's model 0.6 GB.
MEMORY = 2 * 1024**3
#: A document that gets 20 s of processor time may take so many times longer by the clock on the wall: its
#: machine may be busy, but a worker that sleeps must end.
WALL = 6
#: Exit codes: out of memory; out of memory after other files, whose remains must not decide whether this one
#: is filed: it is given back, and comes to a new worker at last.
OUT_OF_MEMORY, GIVEN_BACK = 70, 71
#: Exit codes that say enough of a file that was read alone; other deaths may have come from outside.
ITS_OWN_FAULT = frozenset({OUT_OF_MEMORY, -signal.SIGPROF, -signal.SIGALRM})
#: prctl(2): the signal that the kernel sends when the parent dies.
PR_SET_PDEATHSIG = 1

#: Where in the shared memory a worker tells which protections this machine lacks: the sum of their numbers.
MISSING = -1
NO_NETWORK_LIMIT, NO_MEMORY_LIMIT = 1, 2
LACKS = {
    NO_NETWORK_LIMIT: "the network is refused to Python alone, not to libraries of C",
    NO_MEMORY_LIMIT: "nothing limits the memory of a reader",
}
NO_RECORDS: Mapping[int, str] = MappingProxyType({})

#: What the archive knew of its outlets when the run began: given once, not with every file.
_learned = NOTHING
#: Memory that it shares with its parent: which record of a file it is in, 0 before and outside of records.
_places: MutableSequence[int] = [0]
#: How files were read already.
_loaded: set[tuple[bool, Ner]] = set()
_used = False
#: Whether this process, a parent, told what the machine lacks.
_told = False


def begin(places: MutableSequence[int], learned: Learned = NOTHING) -> None:
    """Make the process a worker that knows what was learned; called once, before its first task. ``places``
    is shared with the parent, which sees there how far a reader came that died."""
    global _learned, _places
    _learned, _places = learned, places
    # Ctrl-C reaches the whole process group; whether work in hand is finished is the parent's decision.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for number in (signal.SIGTERM, signal.SIGALRM, signal.SIGPROF):
        signal.signal(number, signal.SIG_DFL)
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    limit = MEMORY if most == resource.RLIM_INFINITY else min(MEMORY, most)
    # Where the system counts what it has but reserved (macOS), the limit is refused: the clocks remain.
    memory_held = False
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (limit, most))
        memory_held = True
    # No dump of 2 GB for each file that takes too long.
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    parent = os.getppid()
    _leave_the_server()
    network_held = cut_off()
    places[MISSING] = NO_NETWORK_LIMIT * (not network_held) + NO_MEMORY_LIMIT * (not memory_held)
    if sys.platform == "linux":
        # After the network is cut off: a change of namespace makes the kernel forget it.
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)


def _leave_the_server() -> None:
    """Close the pipe by which the process that makes workers knows that somebody still needs it.

    Each worker is given a copy, so that it could make others. While one was busy the server outlived a
    killed run, and the worker, whom its death would have ended, went on.
    """
    server: Any = forkserver._forkserver
    if server._forkserver_alive_fd is not None:
        os.close(server._forkserver_alive_fd)
        server._forkserver_alive_fd = None


def read(
    files: Sequence[RawFile],
    entities: bool,
    ner: Ner = "fast",
    seconds: float = 0.0,
    place: int = 0,
    crashed: Mapping[int, str] = NO_RECORDS,
) -> list[bytes]:
    """Read files; the documents of each, packed, in order. Each document has ``seconds`` of processor time
    (0: as long as it takes); a process that needs more time or memory ends. In which record it is then stands
    at ``place`` of what it shares; records that ``crashed`` before are left out."""
    # Imported here, as the parent, which imports this module also, never reads a file itself.
    from ingest.pipeline import documents

    global _used
    used, _used = _used, True
    _load(entities, ner)

    def clock(number: int) -> None:
        _places[place] = number
        _allow(seconds)

    try:
        return [
            packed(
                documents(
                    raw, entities=entities, ner=ner, learned=_learned, before_each=clock, crashed=crashed
                )
            )
            for raw in files
        ]
    except MemoryError:
        # What is left of the memory is not to be trusted with another file.
        os._exit(GIVEN_BACK if used else OUT_OF_MEMORY)
    except (SystemExit, KeyboardInterrupt):
        # Handed on, it would end the run: whatever asks for an end gets its own process's.
        os._exit(1)
    finally:
        _allow(0)


def _allow(seconds: float) -> None:
    """Set both clocks anew. Their signals end the process: a parser written in C hears no other."""
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.setitimer(signal.ITIMER_REAL, WALL * seconds)


def _load(entities: bool, ner: Ner) -> None:
    """Read something once: that models are loaded with the first text must not take time of its clock."""
    if (entities, ner) not in _loaded:
        from ingest.pipeline import documents

        documents(RawFile("-", b"The bridge is shut, said Ann Lee of London."), entities=entities, ner=ner)
        _loaded.add((entities, ner))


def kind(error: Exception) -> str:
    """Tell what went wrong without the error's own words, which may be a piece of the text.

    >>> kind(IndexError("the minister's")), kind(OSError(107, "the minister's"))
    ('IndexError', 'OSError: Transport endpoint is not connected')
    """
    name = type(error).__name__
    if isinstance(error, OSError) and isinstance(error.errno, int):
        return f"{name}: {os.strerror(error.errno)}"
    return name


def lacks(missing: int) -> str:
    """Tell which protections a machine lacks, by what a worker told of it.

    >>> lacks(NO_MEMORY_LIMIT)
    'note: on this machine nothing limits the memory of a reader'
    """
    return "note: on this machine " + "; ".join(told for number, told in LACKS.items() if missing & number)


def tell_once(missing: int) -> None:
    """Tell on stderr which protections this machine lacks, if any: once in a process, however many files."""
    global _told
    if missing and not _told:
        _told = True
        print(lacks(missing), file=sys.stderr, flush=True)


def why(exit_code: int, seconds: float) -> str:
    """Tell why a worker that had ``seconds`` for a document ended, by its exit code.

    >>> why(OUT_OF_MEMORY, 20), why(-signal.SIGPROF, 20), why(-9, 20)
    ('over 2 GB of memory', 'over 20 s of processor time', 'its process was killed by signal 9')
    """
    if exit_code == OUT_OF_MEMORY:
        return f"over {MEMORY // 1024**3} GB of memory"
    if exit_code == -signal.SIGPROF:
        return f"over {seconds:.3g} s of processor time"
    if exit_code == -signal.SIGALRM:
        return f"not done after {WALL * seconds:.3g} s"
    if exit_code < 0:
        return f"its process was killed by signal {-exit_code}"
    return f"its process died, exit code {exit_code}"
