"""A writer of small OLE files, for .msg and encrypted office files in tests: streams below 4096 bytes only."""

from __future__ import annotations

import struct
from collections.abc import Mapping

SECTOR, MINI = 512, 64
END, FREE, FAT_SECTOR, NONE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFF


def ole(streams: Mapping[str, bytes]) -> bytes:
    """An OLE file (MS-CFB version 3) with the streams; "storage/stream" puts one into a storage."""
    entries = _entries(streams)
    mini, mini_fat = b"", []
    starts = {}
    for path, data in streams.items():
        starts[path] = len(mini) // MINI if data else END
        used = -(-len(data) // MINI)
        mini_fat += [len(mini) // MINI + index + 1 for index in range(used - 1)] + [END] * bool(used)
        mini += data.ljust(used * MINI, b"\0")
    directory = b"".join(_entry(path, entries, streams, starts, mini) for path in entries)
    areas = [_sectors(directory), _sectors(struct.pack(f"<{len(mini_fat)}I", *mini_fat), b"\xff"), _sectors(mini)]
    fat: list[int] = []
    first = []
    for area in areas:
        used = len(area) // SECTOR
        first.append(len(fat) if used else END)
        fat += [len(fat) + index + 1 for index in range(used - 1)] + [END] * bool(used)
    fat_sectors = -(-(len(fat) + 1) * 4 // SECTOR)
    fat_start = len(fat)
    fat += [FAT_SECTOR] * fat_sectors
    table = _sectors(struct.pack(f"<{len(fat)}I", *fat), b"\xff")
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6, 0, len(table) // SECTOR,
        first[0], 0, 4096, first[1], len(areas[1]) // SECTOR, END, 0,
    )  # fmt: skip
    difat = [fat_start + index for index in range(fat_sectors)]
    header += struct.pack("<109I", *(difat + [FREE] * (109 - len(difat))))
    areas[0] = _patch_root(areas[0], first[2], len(mini))
    return header + b"".join(areas) + table


def _entries(streams: Mapping[str, bytes]) -> list[str]:
    """The paths of root, storages and streams, in the order of the directory."""
    found = [""]
    for path in streams:
        parts = path.split("/")
        for depth in range(1, len(parts) + 1):
            if "/".join(parts[:depth]) not in found:
                found.append("/".join(parts[:depth]))
    return found


def _entry(
    path: str, entries: list[str], streams: Mapping[str, bytes], starts: Mapping[str, int], mini: bytes
) -> bytes:
    name = (path.rpartition("/")[2] if path else "Root Entry").encode("utf-16-le")
    siblings = [other for other in entries if other and other.rpartition("/")[0] == path.rpartition("/")[0] and path]
    children = [other for other in entries if other and other.rpartition("/")[0] == path]
    # The tree of siblings may be a mere list to the right: readers follow it all the same.
    after = siblings[siblings.index(path) + 1 :] if path else []
    kind = 5 if not path else 2 if path in streams else 1
    right = entries.index(after[0]) if after else NONE
    child = entries.index(children[0]) if children and kind != 2 else NONE
    start, size = (starts[path], len(streams[path])) if kind == 2 else (0, 0)
    return struct.pack("<64sHBBIII16xI8x8xIQ", name, len(name) + 2, kind, 1, NONE, right, child, 0, start, size)


def _patch_root(directory: bytes, start: int, size: int) -> bytes:
    return directory[:116] + struct.pack("<IQ", start, size) + directory[128:]


def _sectors(data: bytes, fill: bytes = b"\0") -> bytes:
    return data + fill * (-len(data) % SECTOR)
