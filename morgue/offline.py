"""No network: in a worker for good, in the process that files only while it files.

Two blocks. An audit hook refuses every socket of Python that is not local (AF_UNIX, which processes of one
machine use) and every question to the name service. It does not see sockets that code of C opens by itself,
such as libxml2's; for these a worker leaves the machine's network for an empty one of its own, where Linux
lets it (as root, or with user namespaces: most do; where it does not, the user is told). Both are measures
against mistakes and hostile files: what runs as the user's own program needs neither.
"""

import ctypes
import os
import site
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

#: Audit events by which something reaches for a name or for another machine.
NAMES = frozenset(
    {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo"}
)
SOCKETS = frozenset({"socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg"})
#: unshare(2): a network of one's own; a user namespace, in which anybody may ask for one.
CLONE_NEWNET, CLONE_NEWUSER = 0x40000000, 0x10000000
#: Bits of a folder's mode: everybody may list and enter it.
OPEN_TO_ALL = 0o005

_here = threading.local()
_everywhere = False
_listening = False


class NoNetwork(PermissionError):
    """Something asked for the network while news was read or filed."""


def _refuse(event: str, args: tuple[Any, ...]) -> None:
    if not event.startswith("socket.") or not (_everywhere or getattr(_here, "offline", False)):
        return
    if event in NAMES:
        raise NoNetwork(f"no network while news is read: {event} {args[0]!r}")
    if event == "socket.__new__":
        family = args[1]
    elif event in SOCKETS:
        family = args[0].family
    else:
        return
    if family not in {-1, getattr(socket, "AF_UNIX", -1)}:
        raise NoNetwork(f"no network while news is read: {event}")


def _listen() -> None:
    """Add the hook, once a process: Python has no way to take one off again."""
    global _listening
    if not _listening:
        sys.addaudithook(_refuse)
        _listening = True


@contextmanager
def offline() -> Iterator[None]:
    """Refuse the network to this thread; others, such as those of a notebook, keep it.

    >>> with offline():
    ...     socket.create_connection(("127.0.0.1", 9))
    Traceback (most recent call last):
    morgue.offline.NoNetwork: no network while news is read: socket.getaddrinfo '127.0.0.1'
    """
    _listen()
    before = getattr(_here, "offline", False)
    _here.offline = True
    try:
        yield
    finally:
        _here.offline = before


def cut_off() -> bool:
    """Take the network from this process and its children for good; True if the kernel holds it back too."""
    global _everywhere
    _listen()
    _everywhere = True
    if sys.platform != "linux":
        return False
    unshare = ctypes.CDLL(None, use_errno=True).unshare
    if os.geteuid() == 0 and unshare(CLONE_NEWNET) == 0:
        return True
    # Root in a container may not, but like anybody else it may in a user namespace. There it has no power
    # over the files of others: our own must be open to all.
    return _needs_no_power() and bool(unshare(CLONE_NEWNET | CLONE_NEWUSER) == 0)


def _needs_no_power() -> bool:
    """Whether what is still to be imported can be read by its owner or by all, whoever we are."""
    me = os.geteuid()
    if me:
        return True
    files = (Path(__file__), Path(os.__file__), *map(Path, site.getsitepackages()))
    folders = {folder for file in files for folder in file.resolve().parents}
    states = [folder.stat() for folder in folders]
    return all(one.st_uid == me or one.st_mode & OPEN_TO_ALL == OPEN_TO_ALL for one in states)
