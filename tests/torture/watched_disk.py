"""SQLite's disk, watched: every write and sync passes a hook that may count, keep, refuse or kill.

A VFS is what SQLite asks of the operating system. This one is a copy of SQLite's own, registered as default
inside the very library that the archive uses, so that nothing of ours knows of it. Reads, locks and shared
memory go straight to the original.
"""

import ctypes
import os
import sys
from collections.abc import Callable
from ctypes import CFUNCTYPE, POINTER, Structure, byref, c_char_p, c_int, c_int64, c_void_p
from dataclasses import dataclass

from db.sqlite import sqlite3

#: What SQLite may be told, and its wish that a file be made if there is none.
OK, FULL, IOERR_WRITE, IOERR_FSYNC = 0, 13, 10 | 3 << 8, 10 | 4 << 8
CREATE = 0x4


@dataclass(frozen=True, slots=True)
class Act:
    """Something that SQLite is about to do to a file: write, truncate, sync, create or delete it."""

    kind: str
    file: str
    offset: int = 0
    data: bytes = b""


#: Told of an act before it is done; anything but OK is returned to SQLite instead of doing it.
Hook = Callable[[Act], int]

_Write = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64)
_Truncate = CFUNCTYPE(c_int, c_void_p, c_int64)
_Sync = CFUNCTYPE(c_int, c_void_p, c_int)
#: Python may not forget what C calls.
_watching: list["WatchedDisk"] = []

# The name is a pointer, as SQLite keeps more before and behind it.
_Open = CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p, c_int, c_void_p)
_Delete = CFUNCTYPE(c_int, c_void_p, c_char_p, c_int)

_READ_TO_SHARED = ("read", "write", "truncate", "sync", "size", "lock", "unlock", "reserved", "control")
_THE_REST = ("sector", "traits", "shm_map", "shm_lock", "shm_barrier", "shm_unmap", "fetch", "unfetch")


class _Methods(Structure):
    """sqlite3_io_methods."""

    _fields_ = [
        ("version", c_int),
        ("close", c_void_p),
        *((name, c_void_p) for name in (*_READ_TO_SHARED, *_THE_REST)),
    ]


class _File(Structure):
    """sqlite3_file."""

    _fields_ = [("methods", POINTER(_Methods))]


class _Vfs(Structure):
    """sqlite3_vfs."""

    _fields_ = [
        ("version", c_int),
        ("file_size", c_int),
        ("longest_path", c_int),
        ("next", c_void_p),
        ("name", c_char_p),
        ("data", c_void_p),
        ("open", c_void_p),
        ("delete", c_void_p),
        *((f"other{i}", c_void_p) for i in range(14)),
    ]


class WatchedDisk:
    """Watches all databases that this process opens from now on; for a process of its own."""

    def __init__(self, hook: Hook) -> None:
        self.hook = hook
        self._library = ctypes.CDLL(sys.modules[f"{sqlite3.__name__}._sqlite3"].__file__)
        find = self._library.sqlite3_vfs_find
        find.restype, find.argtypes = POINTER(_Vfs), [c_char_p]
        self._original = find(None).contents
        self._names: dict[int, str] = {}
        self._tables: dict[int, _Methods] = {}
        self._calls: list[object] = []
        self._vfs = _Vfs.from_buffer_copy(self._original)
        self._vfs.name = b"watched"
        self._vfs.open = self._kept(_Open(self._open))
        self._vfs.delete = self._kept(_Delete(self._delete))
        self._library.sqlite3_vfs_register.argtypes = [POINTER(_Vfs), c_int]
        if self._library.sqlite3_vfs_register(byref(self._vfs), 1) != OK:
            raise RuntimeError("SQLite does not take the watched disk")
        _watching.append(self)

    def _kept(self, call: object) -> int | None:
        self._calls.append(call)
        return ctypes.cast(call, c_void_p).value

    def _open(self, vfs: int, pointer: int | None, file: int, flags: int, out: int | None) -> int:
        name = os.fsdecode(ctypes.string_at(pointer)) if pointer else ""
        if name and flags & CREATE and not os.path.exists(name) and (code := self.hook(Act("create", name))):  # noqa: PTH110
            return code
        code = int(_Open(self._original.open)(vfs, pointer, file, flags, out))
        opened = ctypes.cast(file, POINTER(_File)).contents
        if code == OK and name:
            self._names[file] = name
            address = ctypes.cast(opened.methods, c_void_p).value
            opened.methods = ctypes.pointer(self._table(address, opened.methods.contents))
        return code

    def _table(self, address: int | None, methods: _Methods) -> _Methods:
        """SQLite's table of what can be done to a file, with our calls in it.

        Not that it is closed: where a signal ends a call, Python closes what that opened, and cannot call us.
        """
        assert address is not None
        if address not in self._tables:
            mine = _Methods.from_buffer_copy(methods)
            self._tables[address] = mine
            write = _Write(mine.write)
            truncate = _Truncate(mine.truncate)

            def written(file: int, data: int, size: int, offset: int) -> int:
                act = Act("write", self._names[file], offset, ctypes.string_at(data, size))
                return self.hook(act) or int(write(file, data, size, offset))

            def cut(file: int, size: int) -> int:
                return self.hook(Act("truncate", self._names[file], size)) or int(truncate(file, size))

            def synced(file: int, flags: int) -> int:
                # Only told: no test here cuts the power in earnest, and syncs are half of the time.
                return self.hook(Act("sync", self._names[file]))

            mine.write = self._kept(_Write(written))
            mine.truncate, mine.sync = self._kept(_Truncate(cut)), self._kept(_Sync(synced))
        return self._tables[address]

    def _delete(self, vfs: int, name: bytes, sync: int) -> int:
        exists = os.path.exists(name)  # noqa: PTH110
        code = self.hook(Act("delete", os.fsdecode(name))) if exists else OK
        return code or int(_Delete(self._original.delete)(vfs, name, sync))
