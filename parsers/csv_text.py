"""Bytes → the rows of a CSV file: encoding, line ends, quoting (RFC 4180, and what spreadsheets make of it)."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from .errors import Unreadable

DELIMITERS: Final = (";", ",", "\t", "|")
_END_OF_FILE: Final = "\x1a"  # what DOS programs write behind the last row
HEAD: Final = 64 * 1024  # what is looked at to find delimiter and header

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What umlauts are in the code pages of DOS and of the old Macintosh; Windows-1252 is what else it is
_UMLAUTS: Final = "äöüÄÖÜß"
_LEGACY: Final = ("cp1252", "cp850", "mac_roman")
LEGACY_NAMES: Final = {"cp1252": "Windows-1252", "cp850": "CP850 (DOS)", "mac_roman": "Mac Roman"}


@dataclass(frozen=True, slots=True)
class Encoding:
    """How the bytes are read: the codec, the length of the byte order mark, and whether that was a guess."""

    name: str
    skip: int = 0
    guessed: bool = False


def find_encoding(data: bytes, *, complete: bool = True) -> Encoding:
    """The encoding of `data`: byte order mark, else UTF-16 by its zeros, else strict UTF-8, else a code page.

    `complete` False: `data` is the head of a longer file, whose last character may be cut.
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            return Encoding(name, len(mark))
    wide = _utf16(data[:4096])
    if wide:
        return Encoding(wide, guessed=True)
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(data, final=complete)
    except UnicodeDecodeError:
        return Encoding(_code_page(data[: 1 << 20]), guessed=True)
    return Encoding("utf-8")


def _utf16(head: bytes) -> str | None:
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if half >= 8 and odd > half * 0.7 and even == 0:
        return "utf-16-le"
    return "utf-16-be" if half >= 8 and even > half * 0.7 and odd == 0 else None


def _code_page(data: bytes) -> str:
    """The code page in which most high bytes beside a letter are umlauts."""
    best, most = "cp1252", 0
    for name in _LEGACY:
        letters = "".join(_UMLAUTS).encode(name)
        beside = re.compile(rb"(?<=[A-Za-z])[%b]|[%b](?=[a-z])" % (re.escape(letters), re.escape(letters)))
        count = len(beside.findall(data))
        if count > most:
            best, most = name, count
    return best


@dataclass(slots=True)
class CsvText:
    """A decoded CSV file that can be read several times; it holds the bytes, not the text."""

    data: bytes
    encoding: Encoding
    delimiter: str = ";"
    quote: str = '"'
    name: str = ""  # as a sheet's
    warnings: list[str] = field(default_factory=list)

    def place(self, row: int, column: int | None = None, header: str = "") -> str:
        """A row, or a cell of it, as an error names it."""
        return f"row {row}" if column is None else f"row {row}, column {header or column + 1}"

    def rows(self, limit: int | None = None) -> Iterator[tuple[int, list[str]]]:
        """Each row with the number of its first line, counted from 1; raises Unreadable."""
        reader = csv.reader(
            self._lines(limit),
            delimiter=self.delimiter,
            quotechar=self.quote or None,
            quoting=csv.QUOTE_MINIMAL if self.quote else csv.QUOTE_NONE,
            strict=True,
        )
        start = 1
        try:
            for row in reader:
                if not (start == 1 and len(row) <= 2 and row and row[0].lower().startswith("sep=")):
                    yield start, row
                start = reader.line_num + 1
        except csv.Error as error:
            if limit is not None and "unexpected end" in str(error):
                return
            raise Unreadable(
                "The quotation marks of row {row} do not match.",
                place=f"row {start}",
                expected="a quoted cell that ends with a quotation mark before the next delimiter",
                found=str(error),
                row=str(start),
            ) from None
        except UnicodeError as error:
            raise Unreadable(
                "The file is not encoded as {encoding}.",
                place=f"row {start}",
                found=str(error),
                encoding=self.encoding.name,
            ) from None

    def _lines(self, limit: int | None) -> Iterator[str]:
        part = self.data if limit is None else self.data[: self.encoding.skip + limit]
        errors = "strict" if limit is None else "ignore"
        if self.encoding.skip:
            part = part[self.encoding.skip :]
        text = io.TextIOWrapper(io.BytesIO(part), self.encoding.name, errors=errors, newline="")
        for line in text:
            if "\0" in line:
                raise Unreadable("The file holds binary data: it is no CSV file.")
            if line != _END_OF_FILE:
                yield line


def drop_cut_row(data: bytes, rows: list[tuple[int, list[str]]]) -> list[tuple[int, list[str]]]:
    """The rows of a file's head without the last one when the head may have cut it."""
    return rows[:-1] if len(data) > HEAD and len(rows) > 1 else rows
