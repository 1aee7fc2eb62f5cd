"""What programs put around and between the records of EDI files changes nothing in what is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from parsers import read_delivery_note

from .golden_files import as_json

GOLDEN = Path(__file__).parent / "golden"
BOM = b"\xef\xbb\xbf"


def _read(data: bytes) -> object:
    tables = as_json(read_delivery_note(data))
    for note in tables["notes"]:
        note.pop("source_sha256", None)
    return tables


def _ascii(name: str) -> bytes:
    """A golden file without umlauts, whose bytes mean the same in any encoding."""
    return (GOLDEN / name).read_bytes().decode("latin-1").encode("ascii", "replace")


@pytest.mark.parametrize(
    "name",
    [
        "idoc/delvry03-flat.txt",
        "idoc/flat-without-line-ends.dat",
        "vda4913/labels-and-master.vda",
        "vda4913/two-notes-without-line-ends.vda",
    ],
)
@pytest.mark.parametrize(
    ("before", "after"), [(BOM, b""), (b"\r\n", b""), (b"", b"\r\n"), (b"", b"\n\x1a"), (b"", b"  \n\n")]
)
def test_around_flat_files(name: str, before: bytes, after: bytes) -> None:
    data = _ascii(name)
    assert _read(before + data.rstrip() + after) == _read(data)


@pytest.mark.parametrize("name", ["idoc/delvry03-flat.txt", "vda4913/labels-and-master.vda"])
@pytest.mark.parametrize("line_end", [b"\r\n", b"\n\n", b"   \n"])
def test_line_ends_of_flat_files(name: str, line_end: bytes) -> None:
    data = _ascii(name).replace(b"\r\n", b"\n")
    assert _read(data.replace(b"\n", line_end)) == _read(data)


_MESSAGE = (
    "UNA:+.? 'UNB+UNOY:3+4012345000009:14+4098765000010:14+261124:0800+1'UNH+2+DESADV:D:96A:UN:EAN005'BGM+351+LS-1+9'"
    "DTM+137:20261124:102'NAD+SU+++Hörgeräte Müßter GmbH+Straße 1+Kiel++24103+DE'RFF+ON:A1'CPS+1'"
    "LIN+1++4012345000016:EN'IMD+F++:::Otoplastik weich mit Bohrung und Zugentlüftung 2 mm extra lang für große Ohren'"
    "QTY+12:1'LIN+2++4012345000023:EN'IMD+F++:::Zugentlüftung weiß'QTY+12:2'UNT+13+2'UNZ+1+1'"
)


@pytest.mark.parametrize("width", [70, 80])
@pytest.mark.parametrize("before", [b"", BOM, b"\n ", b"Unsere Lieferung: "])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_columns_are_characters(width: int, before: bytes, line_end: str) -> None:
    pieces = [_MESSAGE[at : at + width] for at in range(0, len(_MESSAGE), width)]
    assert _read(before + line_end.join(pieces).encode()) == _read(_MESSAGE.encode())
