"""The members of a workbook that is a zip archive, unpacked within limits before anything else reads them."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import Final

from .errors import Unreadable

MAX_UNPACKED: Final = 200 * 1024 * 1024
MAX_RATIO: Final = 60  # of what is more than a small workbook; tables of repeated values reach 30
_SMALL: Final = 20 * 1024 * 1024
MAX_CELLS: Final = 4_000_000  # of a sheet, blank ones between filled ones included: 100,000 rows of 40 columns
_CHUNK: Final = 1 << 20

_CELL = re.compile(rb"""<(?:\w{1,20}:)?c(?:\s[^<>]*?)?\sr\s*=\s*["']([A-Z]{1,3})(\d{1,7})["']""")
_ANY_CELL = re.compile(rb"<(?:\w{1,20}:)?c[\s/>]")
_ROW = re.compile(rb"<(?:\w{1,20}:)?row[\s/>]")


class Members:
    """What a zipped workbook holds; every member was unpacked once to know its true size."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                self._infos = {info.filename: info for info in archive.infolist()}
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError) as error:
            raise Unreadable("The workbook is damaged: it is no complete zip archive.", found=str(error)) from None
        self.names = list(self._infos)

    def check(self) -> None:
        """Unpack everything once, within the limits; raises Unreadable."""
        total = 0
        for name in self.names:
            total += len(self.read(name)) if self._is_table(name) else self._size(name)
            if total > MAX_UNPACKED or (total > _SMALL and total > MAX_RATIO * len(self._data)):
                raise Unreadable(
                    "The workbook unpacks to more than is allowed.",
                    expected=f"at most {MAX_UNPACKED // (1024 * 1024)} MB and {MAX_RATIO} times its size",
                    found=f"more than {total // (1024 * 1024)} MB from {len(self._data)} bytes",
                )

    @staticmethod
    def _is_table(name: str) -> bool:
        return name == "content.xml" or name.startswith("xl/worksheets/")

    def _size(self, name: str) -> int:
        return sum(len(part) for part in self._parts(name))

    def read(self, name: str) -> bytes:
        """The bytes of a member, b"" for one that is not there."""
        return b"".join(self._parts(name)) if name in self._infos else b""

    def _parts(self, name: str) -> list[bytes]:
        """A member's bytes; its declared size is not believed."""
        info = self._infos[name]
        start = info.header_offset
        header = self._data[start : start + 30]
        if len(header) < 30 or header[:4] != b"PK\x03\x04":
            raise Unreadable("The workbook is damaged: a part of it is missing.", found=name[:80])
        start += 30 + int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
        packed = self._data[start : start + info.compress_size]
        if info.flag_bits & 1:
            raise Unreadable("The workbook is protected by a password.")
        if info.compress_type == zipfile.ZIP_STORED:
            return [packed]
        if info.compress_type != zipfile.ZIP_DEFLATED:
            raise Unreadable("The workbook is packed in a way that workbooks are not.", found=name[:80])
        return _inflate(packed, name)


def _inflate(packed: bytes, name: str) -> list[bytes]:
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    parts: list[bytes] = []
    total = 0
    try:
        while packed and not unpacker.eof:
            part = unpacker.decompress(packed, _CHUNK)
            packed = unpacker.unconsumed_tail
            total += len(part)
            if total > MAX_UNPACKED:
                break
            parts.append(part)
    except zlib.error as error:
        raise Unreadable("The workbook is damaged: a part cannot be unpacked.", found=f"{name[:80]}: {error}") from None
    return parts if total <= MAX_UNPACKED else [*parts, b"\0" * _CHUNK]


def check_sheet(xml: bytes, name: str) -> None:
    """Refuse a sheet whose filled cells span more than MAX_CELLS; raises Unreadable."""
    width = height = referenced = 0
    for match in _CELL.finditer(xml):
        referenced += 1
        width = max(width, _column(match[1]))
        height = max(height, int(match[2]))
    if sum(1 for _ in _ANY_CELL.finditer(xml)) > referenced:  # cells without a reference follow one another
        rows = _ROW.split(xml)
        width += max(len(_ANY_CELL.findall(row)) for row in rows)
        height += len(rows)
    check_size(width, height, name)


def check_size(width: int, height: int, name: str) -> None:
    """Refuse a table of more than MAX_CELLS; raises Unreadable."""
    if width * height > MAX_CELLS:
        raise Unreadable(
            "The sheet {sheet} spans more cells than a delivery note can have.",
            place=f"sheet {name}",
            expected=f"at most {MAX_CELLS} cells",
            found=f"{height} rows of {width} columns",
            sheet=name,
        )


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
