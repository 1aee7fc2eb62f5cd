"""Archives of files: zip and gzip. Every byte is counted as it comes out."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator

from lieferschein.mail.documents import File
from lieferschein.mail.limits import Budget, Encrypted, Meter, OverLimit
from lieferschein.mail.names import printable
from lieferschein.reasons import N_

_CHUNK = 64 * 1024
_STEP = 1024 * 1024
_MAX_ENTRIES = 10_000  # of a directory that is read at all
_STORED, _DEFLATED = 0, 8  # APPNOTE.TXT 4.4.5
_AES = 99


NOT_UNPACKED = N_("archives of the kinds 7z and RAR, which are not unpacked: only zip and gzip are")
_FOREIGN = (b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07")


def is_foreign_archive(data: bytes) -> bool:
    """Whether the content is an archive of a kind that is left as it is."""
    return data.startswith(_FOREIGN)


class Damaged(Exception):
    """A container that cannot be read; it comes out of the mail as it is."""


def open_zip(file: File, budget: Budget) -> Iterator[File] | None:
    """The files of a zip archive; None for what is no archive of files: office documents are measured, not unpacked."""
    data = file.data
    if not data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return None
    if data.count(b"PK\x01\x02") > _MAX_ENTRIES:
        raise OverLimit(N_("Part {place} of the mail has more than {limit} files."), file.path, limit=str(_MAX_ENTRIES))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
    if _is_office(entries):
        _measure(file, entries, budget)
        return None
    return _members(file, entries, budget)


def _is_office(entries: list[zipfile.ZipInfo]) -> bool:
    """Office Open XML has [Content_Types].xml (ECMA-376 part 2), OpenDocument and its kin a `mimetype` (ODF part 3)."""
    return any(entry.filename in ("[Content_Types].xml", "mimetype") for entry in entries)


def _measure(file: File, entries: list[zipfile.ZipInfo], budget: Budget) -> None:
    """Inflate a spreadsheet into nowhere: whoever reads it later is safe from what it might grow to."""
    meter = Meter(Budget(budget.limits), len(file.data), file.path)
    for entry in entries:
        for chunk in _inflated(file.data, entry):
            meter.add(len(chunk))


def _members(file: File, entries: list[zipfile.ZipInfo], budget: Budget) -> Iterator[File]:
    meter = Meter(budget, len(file.data), file.path)
    for entry in entries:
        if entry.is_dir():
            continue
        name = _entry_name(entry)
        path = f"{file.path}/{name}"
        budget.count(path)
        if entry.flag_bits & 0x1 or entry.compress_type == _AES:
            raise Encrypted(path, N_("zip with a password"))
        yield File(name, _collected(file.data, entry, meter), path, file.depth + 1, within=file.within)


def _entry_name(entry: zipfile.ZipInfo) -> str:
    """The name; archives of macOS hold UTF-8 without saying so, where zipfile read code page 437."""
    name = entry.filename
    if not entry.flag_bits & 0x800 and not name.isascii():
        try:
            name = name.encode("cp437").decode("utf-8")
        except UnicodeError:
            name = entry.filename
    parts = (part for part in printable(name).replace("\\", "/").split("/") if part not in ("", ".", ".."))
    return "/".join(parts)


def _collected(data: bytes, entry: zipfile.ZipInfo, meter: Meter) -> bytes:
    out = io.BytesIO()  # its getvalue hands the buffer over without a second copy
    checksum = 0
    for chunk in _inflated(data, entry):
        meter.add(len(chunk))
        checksum = zlib.crc32(chunk, checksum)
        out.write(chunk)
    if checksum != entry.CRC:
        raise Damaged(f"checksum of {entry.filename!r}")
    return out.getvalue()


def _inflated(data: bytes, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    # Not ZipFile.open: its bzip2 and LZMA readers expand a whole input block at once, however large it gets.
    # Only the two methods that zip programs use by default are read.
    header = data[entry.header_offset : entry.header_offset + 30]
    if len(header) < 30 or not header.startswith(b"PK\x03\x04"):
        raise Damaged(f"local header of {entry.filename!r}")
    start = entry.header_offset + 30 + int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
    stored = memoryview(data)[start : start + entry.compress_size]
    if len(stored) < entry.compress_size:
        raise Damaged(f"{entry.filename!r} is cut off")
    if entry.compress_type == _STORED:
        return _slices(stored)
    if entry.compress_type == _DEFLATED:
        return _deflated(stored, lambda: zlib.decompressobj(-15))
    raise Damaged(f"compression method {entry.compress_type}")


def _slices(data: memoryview) -> Iterator[bytes]:
    for position in range(0, len(data), _STEP):
        yield bytes(data[position : position + _STEP])


def _deflated(data: memoryview, new: Callable[[], zlib._Decompress]) -> Iterator[bytes]:
    """Deflate data in steps of bounded size; a gzip file may hold several members in a row (RFC 1952 2.2)."""
    stream = new()
    position = members = 0
    while not stream.eof:
        piece = stream.unconsumed_tail or bytes(data[position : position + _CHUNK])
        if not stream.unconsumed_tail:
            position += len(piece)
        if not piece:
            raise Damaged("cut off")
        yield stream.decompress(piece, _STEP)
        if stream.eof:
            position -= len(stream.unused_data)
            members += 1
            if data[position : position + 2] == b"\x1f\x8b" and members < _MAX_ENTRIES:
                stream = new()


def open_gzip(file: File, budget: Budget) -> Iterator[File] | None:
    """The file in a gzip (RFC 1952)."""
    if not file.data.startswith(b"\x1f\x8b\x08"):
        return None
    return _single(file, budget, _deflated(memoryview(file.data), lambda: zlib.decompressobj(31)), (".gz", ".gzip"))


def _single(file: File, budget: Budget, chunks: Iterator[bytes], suffixes: tuple[str, ...]) -> Iterator[File]:
    name = file.name
    for suffix in suffixes:
        if name.lower().endswith(suffix):
            name = name[: -len(suffix)]
    path = f"{file.path}/{name}"
    budget.count(path)
    meter = Meter(budget, len(file.data), file.path)
    out = io.BytesIO()
    try:
        for chunk in chunks:
            meter.add(len(chunk))
            out.write(chunk)
    except (zlib.error, OSError) as error:
        raise Damaged(str(error)) from error
    yield File(name, out.getvalue(), path, file.depth + 1, within=file.within)
