"""UN/EDIFACT syntax (ISO 9735): bytes → interchanges → messages → segments.

Segments come out as text in the default notation, whatever separators the document declares: elements are split by
"+", components by ":", and a separator that is data (released by "?" or ordinary under the document's own separators)
is replaced by a stand-in, which `restore` turns back. So a meaning layer splits with `str.split`, at C speed.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from .edifact_charset import codec_of
from .errors import Unreadable

# noncharacters of Unicode, which no text contains: they stand for separators that are data
_ELEMENT, _COMPONENT, _TERMINATOR = "\ufdd0\ufdd1\ufdd2"
_RELEASED = "\ufdd3\ufdd4\ufdd5\ufdd6"  # and these, while separators are brought into the default notation
_STAND_INS = re.compile("[\ufdd0-\ufdd6]")
_RESTORE = str.maketrans({_ELEMENT: "+", _COMPONENT: ":", _TERMINATOR: "'"})


class Service(NamedTuple):
    """The service string advice UNA: which characters separate (ISO 9735-1, 6)."""

    component: str = ":"
    element: str = "+"
    decimal: str = "."
    release: str = "?"
    repetition: str = " "
    terminator: str = "'"


DEFAULT = Service()
LEVEL_B = Service("\x1f", "\x1d", ".", " ", " ", "\x1c")  # UNOB of syntax 1 to 3: separators that do not print


class Message:
    """One message: `segments` from UNH to UNT, each without its terminator.

    `kind` and `version` are of UNH S009 ("DESADV", "D.96A EAN005"), `reference` is UNH 0062. `ended` says whether UNT
    came. `released` whether a value may hold stand-ins. `decimal_comma` whether UNA declares the comma.
    """

    __slots__ = ("decimal_comma", "ended", "kind", "number", "reference", "released", "segments", "version", "warnings")

    def __init__(self, segments: list[str], number: int, released: bool, service: Service) -> None:
        self.segments = segments
        self.number = number
        self.released = released
        self.decimal_comma = service.decimal == ","
        self.warnings: list[str] = []
        header = [*segments[0].split("+", 3), "", ""]
        self.reference = restore(header[1].strip())
        self.kind, self.version = _kind_of(header[2]) if len(header[2]) < 100 else _kind_of.__wrapped__(header[2])
        self.ended = segments[-1][:3] == "UNT"

    @property
    def name(self) -> str:
        """What the message is, for people: "EDIFACT ORDERS D.96A EAN008"."""
        return " ".join(filter(None, ("EDIFACT", self.kind, self.version)))


@functools.lru_cache(64)
def _kind_of(identifier: str) -> tuple[str, str]:
    """Kind and version of a message by UNH S009."""
    kind, *version = [restore(part.strip()) for part in identifier.split(":")]
    return kind, " ".join(filter(None, (".".join(version[:2]), *version[3:4])))


def restore(text: str) -> str:
    """`text` with the separators that are data in place of their stand-ins."""
    return text if text.isascii() or not _STAND_INS.search(text) else text.translate(_RESTORE)


class _Part(NamedTuple):
    """Where an interchange stands in the document."""

    start: int
    end: int
    service: Service
    charset: str


def messages(data: bytes, encoding: str | None = None) -> Iterator[Message]:
    """Every message of every interchange in `data`, in one pass; raises Unreadable.

    `encoding` names the character set when something better than the document is known to; else UNB S001 does.
    """
    data = _as_bytes(data)
    number = 0
    for part in _interchanges(data):
        codec, notice = codec_of(data[part.start : part.end], part.charset, encoding)
        count = 0
        last: Message | None = None
        trailer: str | None = None
        for segments, released in _pieces(data, part, codec):
            if segments[0][:3] == "UNZ":
                trailer = segments[0]
                continue
            if last is not None:
                yield last
            count += 1
            last = Message(segments, number + count, released, part.service)
            if notice:
                last.warnings.append(notice)
        number += count
        if last is not None:
            _check_end(last, trailer, count, bool(part.charset))
            yield last


def _check_end(last: Message, trailer: str | None, count: int, enveloped: bool) -> None:
    """The end of an interchange: without UNT and UNZ the file is cut off, and lines may be missing."""
    if trailer is None:
        if not last.ended:
            raise Unreadable(
                "The EDIFACT file is cut off: message {reference} has no UNT segment.",
                place=f"message {last.reference}, segment {len(last.segments)}",
                expected="UNT",
                found=restore(last.segments[-1]),
                reference=last.reference,
            )
        if enveloped:
            last.warnings.append("segment UNZ: it is missing")
        return
    stated = _count(trailer)
    if stated is not None and stated != count:
        last.warnings.append(f"segment UNZ: the interchange states {stated} messages, it holds {count}")


def _count(segment: str) -> int | None:
    text = [*segment.split("+"), ""][1].strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _as_bytes(data: bytes) -> bytes:
    """UTF-16, which no EDIFACT character set names but files saved by an editor have, as UTF-8."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            return data.decode("utf-16").encode()
        except UnicodeError as error:
            raise Unreadable("The EDIFACT file cannot be decoded as UTF-16.") from error
    return data


_USUAL = b"UNA:+.? '"
_UNA = re.compile(rb"UNA([^\w\s][^\w\s][.,][\x00-\xff]{2}[^\w ])\s*\Z")
_UNA_WITHOUT_BLANK = re.compile(rb"UNA(:\+[.,]\?')\s*\Z")  # mail programs drop the blank before the apostrophe
_UNB = re.compile(rb"UNB([^\w\s])([A-Z]{3}[A-Z0-9])([^\w\s])\d")


def _interchanges(data: bytes) -> list[_Part]:
    found: list[tuple[int, Service, str]] = []
    at = data.find(b"UNB")
    while at >= 0:
        match = _UNB.match(data, at)
        if match:
            start, service = _service(data, at, match)
            found.append((start, service, match[2].decode("ascii")))
        at = data.find(b"UNB", at + 3)
    if not found:
        found = _without_header(data)
    ends = [start for start, _, _ in found[1:]] + [len(data)]
    return [
        _Part(start, end, _terminated(data, start, end, service), charset)
        for (start, service, charset), end in zip(found, ends, strict=True)
    ]


def _service(data: bytes, at: int, header: re.Match[bytes]) -> tuple[int, Service]:
    """The separators of the interchange whose UNB stands at `at`, from its UNA or, without one, from UNB itself."""
    before = data[max(0, at - 40) : at]
    if before.rstrip().endswith(_USUAL):
        return at, DEFAULT
    without_blank = _UNA_WITHOUT_BLANK.search(before)
    if without_blank:
        return at, DEFAULT._replace(decimal=chr(without_blank[1][2]))
    advice = _UNA.search(before)
    if advice:
        return at, Service(*advice[1].decode("latin-1"))
    if header[1] == b"\x1d":
        return at, LEVEL_B
    element, component = header[1].decode("latin-1"), header[3].decode("latin-1")
    return at, DEFAULT._replace(element=element, component=component)


def _without_header(data: bytes) -> list[tuple[int, Service, str]]:
    """A message alone, without its interchange: tolerated when it starts plainly."""
    match = re.search(rb"UNH\+[^+']{1,40}\+[A-Z]{6}:", data)
    if match is None:
        raise Unreadable("The file is no EDIFACT interchange: there is no UNB segment.", expected="UNB")
    return [(match.start(), DEFAULT, "")]


def _terminated(data: bytes, start: int, end: int, service: Service) -> Service:
    """Where the terminator never stands but line ends do, the line ends are the terminator."""
    if data.find(service.terminator.encode("latin-1"), start, end) < 0:
        for line_end in ("\n", "\r"):
            if data.find(line_end.encode(), start, end) >= 0:
                return service._replace(terminator=line_end)
    return service


def _pieces(data: bytes, part: _Part, codec: str) -> Iterator[tuple[list[str], bool]]:
    """The segments of each message, and those of UNZ, of one interchange.

    The bytes are cut before each UNH, so that only one message at a time is held as text; a document of fixed width,
    where a line end may stand within "UNH", is held as a whole.
    """
    fixed = _fixed_width(data, part)
    cuts = [part.start] if fixed else [*_message_starts(data, part), part.end]
    for start, end in zip(cuts, [part.end] if fixed else cuts[1:], strict=False):
        segments, released = split(data[start:end].decode(codec, "replace"), part.service, fixed)
        if not fixed and segments[-1][:3] == "UNT":
            yield segments, released
        elif not fixed and len(segments) > 1 and segments[-1][:3] == "UNZ" and segments[-2][:3] == "UNT":
            yield segments[:-1], released
            yield segments[-1:], released
        else:
            yield from _by_message(segments, released)


def _message_starts(data: bytes, part: _Part) -> Iterator[int]:
    """Where a segment starts that is UNH."""
    tag = b"UNH" + part.service.element.encode("latin-1")
    before = (part.service.terminator.encode("latin-1"), b"\n", b"\r")
    at = data.find(tag, part.start, part.end)
    while at >= 0:
        if at == part.start or data[max(part.start, at - 200) : at].rstrip(b" \t").endswith(before):
            yield at
        at = data.find(tag, at + 4, part.end)


_NARROWEST = 40  # of the fixed widths that are met


def _fixed_width(data: bytes, part: _Part) -> bool:
    """Whether the lines of an interchange were cut at one width, anywhere (80-column files)."""
    window = data[part.start : min(part.end, part.start + 10_000)]
    terminator = part.service.terminator.encode("latin-1")
    returns = b"\r" in window
    if not returns and b"\n" not in window:
        return False
    if any(len(line) < _NARROWEST for line in window[:400].splitlines()[2:-2]):
        return False
    ends = window.count(b"\n")
    at_terminators = window.count(terminator + b"\n") + (window.count(terminator + b"\r\n") if returns else 0)
    if ends and at_terminators == ends:
        return False
    line_start = max(data.rfind(b"\n", 0, part.start), data.rfind(b"\r", 0, part.start)) + 1
    lines = data[part.start : min(part.end, part.start + 10_000)].splitlines()[:-1]
    before = data[line_start : part.start]
    return _of_one_width(before, lines, len) or _of_one_width(before, lines, _characters)


def _characters(line: bytes) -> int:
    return len(line.decode(errors="replace"))


def _of_one_width(before: bytes, lines: list[bytes], length: Callable[[bytes], int]) -> bool:
    """Whether all lines are as long as the second one; the first one with some of what stands before it.

    The last one of an interchange may be shorter.
    """
    if lines and len(lines[0]) < 10:  # UNA on a line of its own
        before, lines = b"", lines[1:]
    if not lines:
        return False
    first, *others = map(length, lines)
    whole = first + length(before)
    width = others[0] if len(others) > 1 else whole
    alike = first <= width <= whole and {*others[:-1]} <= {width}
    return alike and width >= _NARROWEST and max(others[-1:], default=0) <= width


def _by_message(segments: list[str], released: bool) -> Iterator[tuple[list[str], bool]]:
    """Cut before UNH and after UNT; what else stands outside of a message, but UNZ, is left out."""
    start: int | None = None
    for index, segment in enumerate(segments):
        if segment[:2] != "UN":
            continue
        tag = segment[:3]
        if tag == "UNH":
            if start is not None:
                yield segments[start:index], released
            start = index
        elif tag == "UNT" and start is not None:
            yield segments[start : index + 1], released
            start = None
        elif tag == "UNZ":
            if start is not None:
                yield segments[start:index], released
                start = None
            yield [segment], released
    if start is not None:
        yield segments[start:], released


_BLANKS = re.compile(r"'\s+")
_BETWEEN_LETTERS = re.compile(r"(?<=[^\W\d_])\n(?=[^\W\d_])")


def split(text: str, service: Service, fixed_width: bool = False) -> tuple[list[str], bool]:
    """The segments of `text` in the default notation, and whether values may hold stand-ins."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        service = service._replace(terminator="\n") if service.terminator == "\r" else service
    if "\n" in text and fixed_width:
        text = text.replace("\n", "")
    released = False
    if service.release != " " and service.release in text:
        released = True
        text = _set_aside(text, service)
    if not _is_default(service):
        released = True
    if released:
        text = text.translate(_to_default(service))
    segments = _one_a_line(text) if "\n" in text else None
    if segments is None:
        segments = _without_blanks(text).split("'")
    if not segments[-1].strip():
        segments.pop()
    return segments, released


def _one_a_line(text: str) -> list[str] | None:
    """The segments of a text that has one a line, and no blanks between them; None for any other text."""
    segments = text.split("'\n")
    breaks = len(segments) - 1
    if segments[-1].endswith("'"):
        segments[-1:] = segments[-1][:-1], ""
    if text.count("\n") != breaks or text.count("'") != len(segments) - 1:
        return None
    return None if "\n " in text or ("\t" in text and "\n\t" in text) else segments


def _without_blanks(text: str) -> str:
    """`text` without line ends, and without blanks after terminators."""
    if "\n" in text:
        text = text.replace("'\n", "'")
        if "\n" in text:
            text = _BLANKS.sub("'", text)
            # a mail program broke the line at a blank: it is put back between two letters, and nowhere else
            text = _BETWEEN_LETTERS.sub(" ", text).replace("\n", "")
    if "' " in text or ("\t" in text and "'\t" in text):
        text = _BLANKS.sub("'", text)
    return text


def _set_aside(text: str, service: Service) -> str:
    """Replace each released character by a stand-in; a release character before any other stands for itself."""
    release = service.release
    if service.terminator != "\n":
        text = text.replace(release + "\n", release)
    text = _STAND_INS.sub("", text)
    # the pair of two release characters first: it ends where the next one may begin
    for character, stand_in in zip(_released(service), _RELEASED, strict=True):
        text = text.replace(release + character, stand_in)
    return text


def _released(service: Service) -> tuple[str, str, str, str]:
    return service.release, service.terminator, service.element, service.component


def _is_default(service: Service) -> bool:
    return (service.component, service.element, service.terminator) == (":", "+", "'")


def _as_data(character: str) -> str:
    """How a character that is data stands in the default notation."""
    return {":": _COMPONENT, "+": _ELEMENT, "'": _TERMINATOR}.get(character, character)


def _to_default(service: Service) -> dict[int, str]:
    table = {character: _as_data(character) for character in ":+'"}
    table |= {service.component: ":", service.element: "+", service.terminator: "'"}
    table |= {stand_in: _as_data(each) for each, stand_in in zip(_released(service), _RELEASED, strict=True)}
    return str.maketrans(table)
