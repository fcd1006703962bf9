"""What a disk holds after a power cut: what was synced, and of all that was not, whatever chance has it.

A write that was not synced is there, is not, or is there in part: in sectors of 512 bytes, each for itself.
Writes behind each other may reach the disk in any order. Files that were made or deleted since their last
sync may be there or not, unless their folder was synced meanwhile.
"""

import pickle
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

SECTOR = 512
#: Shares of unsynced writes that reach the disk: hardly any, half, nearly all.
REACH = (0.02, 0.5, 0.98)

#: An act of the record: its kind, file, offset (of "truncate" the size, of "told" documents), and bytes.
Acted = tuple[str, str, int, bytes]


@dataclass(slots=True)
class _Held:
    """A file: its synced bytes (None: not there), and what was done to it since."""

    synced: bytearray | None = None
    since: list[Acted] = field(default_factory=list)


class Record:
    """What a run did to its disk, replayed up to any act."""

    def __init__(self, path: Path, start: dict[str, bytes]) -> None:
        self.acts: list[Acted] = pickle.loads(path.read_bytes())
        self._start = start

    def cut(self, act: int, dice: random.Random) -> tuple[int, dict[str, bytes]]:
        """Cut the power after an act: the number of documents told of as added, and the files left."""
        held = {name: _Held(bytearray(data)) for name, data in self._start.items()}
        told = 0
        for one in self.acts[:act]:
            if one[0] == "told":
                told = one[2]
            else:
                _do(held, one)
        return told, _survivors(held, dice)


def _do(held: dict[str, _Held], act: Acted) -> None:
    kind, name, _, _ = act
    file = held.setdefault(name, _Held())
    if kind != "sync":
        file.since.append(act)
        return
    if any(one[0] == "create" for one in file.since):
        # With a new file its folder is synced: what was made or deleted beside it is so.
        for other in held.values():
            _settle(other)
    for one in file.since:
        file.synced = _changed(file.synced, one)
    file.since.clear()


def _settle(file: _Held) -> None:
    """Make sure of what was done to a file's name."""
    for place in reversed(range(len(file.since))):
        if file.since[place][0] in ("create", "delete"):
            file.synced = bytearray() if file.since[place][0] == "create" else None
            del file.since[: place + 1]
            return


def _changed(data: bytearray | None, act: Acted) -> bytearray | None:
    """A file's bytes after an act."""
    kind, _, offset, new = act
    if kind == "delete":
        return None
    data = bytearray() if data is None else data
    if kind == "write":
        if len(data) < offset:
            data.extend(bytes(offset - len(data)))
        data[offset : offset + len(new)] = new
    elif kind == "truncate":
        del data[offset:]
    return data


def _survivors(held: dict[str, _Held], dice: random.Random) -> dict[str, bytes]:
    disk = {}
    reach = dice.choice(REACH)
    for name, file in held.items():
        data = None if file.synced is None else bytearray(file.synced)
        for act in file.since:
            for part in _parts(act, dice):
                if dice.random() < reach:
                    data = _changed(data, part)
        if data is not None:
            disk[name] = bytes(data)
    return disk


def _parts(act: Acted, dice: random.Random) -> Iterator[Acted]:
    """A write whole or in sectors."""
    kind, name, offset, data = act
    if kind != "write" or dice.random() < 0.5:
        yield act
        return
    for start in range(0, len(data), SECTOR):
        yield kind, name, offset + start, data[start : start + SECTOR]
