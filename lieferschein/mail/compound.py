"""Compound files (MS-CFB, "OLE"): a file system of sectors in a file, read without believing its own figures.

A chain of sectors that runs in a circle, a size beyond the file, a tree with loops: each is an error, none is followed.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LAST_SECTOR = 0xFFFFFFFA  # numbers above are marks, such as the end of a chain (2.1)
_NO_ENTRY = 0xFFFFFFFF
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_MAX_DEPTH = 32  # of storages; a mail attached to a mail takes two

Path = tuple[str, ...]


class CompoundFile:
    """The storages and streams of a compound file, by path."""

    def __init__(self, data: bytes) -> None:
        if not data.startswith(SIGNATURE) or len(data) < 512:
            raise ValueError("no compound file")
        self._data = data
        shift, mini_shift = struct.unpack_from("<HH", data, 30)
        if shift not in (9, 12) or mini_shift != 6:
            raise ValueError("sector size")
        self._sector = 1 << shift
        self._sectors = len(data) // self._sector + 1
        _, directory, _, self._cutoff, mini_fat, _, difat, _ = struct.unpack_from("<8I", data, 44)
        self._fat = self._table(self._fat_sectors(difat))
        self._directory = self._read(directory)
        self._mini_fat = struct.unpack(f"<{self._sector // 4 * len(self._chain(mini_fat))}I", self._read(mini_fat))
        self.entries = dict(self._walk())
        self._storages: dict[Path, list[Path]] = {}
        for path, (kind, _, _) in self.entries.items():
            if kind == _STORAGE:
                self._storages.setdefault(path[:-1], []).append(path)
        self._mini = self._read(self._root()[0])

    def storages(self, parent: Path) -> list[Path]:
        """The storages directly in `parent`, by name."""
        return sorted(self._storages.get(parent, []))

    def read(self, path: Path) -> bytes:
        """The content of a stream; b"" where there is none."""
        kind, start, size = self.entries.get(path, (0, 0, 0))
        if kind != _STREAM or not size:
            return b""
        if size > len(self._data):
            raise ValueError("a stream larger than its file")
        if size >= self._cutoff:
            return self._read(start)[:size]
        used = _follow(self._mini_fat, start, len(self._mini) // 64 + 1)
        return b"".join(self._mini[number * 64 : number * 64 + 64] for number in used)[:size]

    def _fat_sectors(self, difat: int) -> list[int]:
        """The sectors of the allocation table: 109 in the header, the rest in a chain of its own (2.5)."""
        numbers = list(struct.unpack_from("<109I", self._data, 76))
        for _ in range(self._sectors):
            if difat > _LAST_SECTOR:
                break
            *more, difat = self._table([difat])
            numbers += more
        return [number for number in numbers if number <= _LAST_SECTOR][: self._sectors]

    def _table(self, sectors: list[int]) -> tuple[int, ...]:
        raw = b"".join(map(self._at, sectors))
        return struct.unpack(f"<{len(raw) // 4}I", raw)

    def _at(self, number: int) -> bytes:
        """A sector; the last one of a file may be short."""
        start = (number + 1) * self._sector
        if start >= len(self._data):
            raise ValueError("a sector beyond the end")
        return self._data[start : start + self._sector].ljust(self._sector, b"\0")

    def _chain(self, start: int) -> list[int]:
        return _follow(self._fat, start, self._sectors)

    def _read(self, start: int) -> bytes:
        return b"".join(map(self._at, self._chain(start)))

    def _root(self) -> tuple[int, int]:
        """(first sector of the mini stream, first entry) of the root storage."""
        kind, child, start = struct.unpack_from("<66xB9xI36xI", self._directory, 0)
        if kind != _ROOT:
            raise ValueError("no root storage")
        return start, child

    def _walk(self) -> Iterator[tuple[Path, tuple[int, int, int]]]:
        """(path, (kind, start, size)) of each entry; siblings form a tree, whatever its shape (2.6.4)."""
        todo: list[tuple[Path, int]] = [((), self._root()[1])]
        seen = {_NO_ENTRY}
        while todo:
            parent, number = todo.pop()
            if number in seen:
                continue
            seen.add(number)
            if len(parent) > _MAX_DEPTH:
                raise ValueError("storages too deep inside one another")
            name, length, kind, left, right, child, start, size = struct.unpack_from(
                "<64sHBx3I36xII", self._directory, number * 128
            )
            path = (*parent, name[: max(0, length - 2)].decode("utf-16-le", "replace"))
            yield path, (kind, start, size)
            todo += [(parent, left), (parent, right)]
            if kind == _STORAGE:
                todo.append((path, child))


def _follow(table: tuple[int, ...], start: int, most: int) -> list[int]:
    chain: list[int] = []
    while start <= _LAST_SECTOR:
        chain.append(start)
        if len(chain) > most or start >= len(table):
            raise ValueError("a chain of sectors without an end")
        start = table[start]
    return chain
