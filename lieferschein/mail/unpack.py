"""From the raw bytes of a mail to its documents: every part, whatever its disposition, name or type says.

A work list of open containers instead of recursion: a mail nested a thousand deep costs no stack, and what a container
holds is unpacked only when it is its turn.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lieferschein.mail.archives import NOT_UNPACKED, is_foreign_archive, open_gzip, open_zip
from lieferschein.mail.charsets import codec, decode, reads_as_ascii, text_charset
from lieferschein.mail.documents import Document, Entity, File, InnerMessage, Item, Kind, Unpacked
from lieferschein.mail.fields import split_header
from lieferschein.mail.limits import Budget, Encrypted, Limits, Stopped, too_large
from lieferschein.mail.mime import Header, walk_entity, whole_message
from lieferschein.mail.names import base_name
from lieferschein.mail.noise import is_noise, is_picture, notices
from lieferschein.mail.outlook import open_outlook
from lieferschein.mail.pasted import html_text, interchanges
from lieferschein.mail.pgp import refuse_pgp
from lieferschein.mail.smime import open_smime
from lieferschein.mail.tnef import open_tnef

_EML = re.compile(rb"(?:[!-9;-~]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?(?:From|Received|Return-Path|MIME-Version):", re.I)


def open_message(file: File, _budget: Budget) -> Iterator[Item] | None:
    """A mail attached as a plain file, as webmailers do: named .eml, and it begins with the header of a mail."""
    if not file.name.lower().endswith(".eml") or not _EML.match(file.data[:65536].lstrip()):
        return None
    data = file.data.lstrip()
    return iter((Entity(data, 0, len(data), file.path, file.depth + 1, message=True, within=file.within),))


# Asked in this order; the first that knows the content opens it.
OPENERS: tuple[Callable[[File, Budget], Iterator[Item] | None], ...] = (
    open_zip, open_gzip, open_tnef, open_outlook, open_smime, open_message,
)  # fmt: skip


def unpack(raw: bytes, limits: Limits = Limits()) -> Unpacked:  # noqa: B008 - frozen
    """The documents of the mail `raw`. Never raises; what stands in the way is `.problem` (see `Unpacked`)."""
    problem = too_large(len(raw), limits)
    if problem:
        return Unpacked(problem=problem)
    return _Walk(limits).run(bytes(raw))


@dataclass(slots=True)
class _Open:
    """A container whose items are being walked."""

    items: Iterator[Item]
    source: Entity | File
    given: int = 0

    def as_file(self) -> File:
        """The container itself, for when it cannot be read."""
        if isinstance(self.source, File):
            return self.source
        entity = self.source
        return File("", entity.data[entity.start : entity.end], entity.path or "1", entity.depth)


class _Walk:
    def __init__(self, limits: Limits) -> None:
        self.budget = Budget(limits)
        self.found = Unpacked()
        self.pasted = False
        self.stack: list[_Open] = []

    def run(self, raw: bytes) -> Unpacked:
        message = whole_message(raw)
        header_end, _ = split_header(message.data, 0, message.end)
        self.found.notices = notices(Header.read(message.data[:header_end]))
        self.stack.append(_Open(walk_entity(message, self.budget), message))
        while self.stack:
            try:
                self._step()
            except Encrypted as stop:
                self.stack.pop()
                self.found.problem = self.found.problem or stop.reason
            except Stopped as stop:
                self.found.problem = stop.reason
                break
            except Exception:  # readers of foreign formats raise anything; the file then stays a file
                self._damaged()
        return self.found

    def _step(self) -> None:
        top = self.stack[-1]
        item = next(top.items, None)
        if item is None:
            self._closed(self.stack.pop())
            return
        top.given += 1
        if isinstance(item, InnerMessage):
            self.found.messages.append(item)
        elif isinstance(item, Entity):
            self.stack.append(_Open(walk_entity(item, self.budget), item))
        elif is_noise(item):
            self.found.ignored.append(item.path)
        else:
            self._file(item)

    def _file(self, file: File) -> None:
        opened = _Open(iter(()), file)
        self.stack.append(opened)  # already here, so that a failing opener is known to be this file's
        refuse_pgp(file)
        for opener in OPENERS:
            items = opener(file, self.budget)
            if items is not None:
                self.budget.enter(file.depth + 1, file.path)
                opened.items = items
                return
        self.stack.pop()
        if is_foreign_archive(file.data) and NOT_UNPACKED not in self.found.notices:
            self.found.notices.append(NOT_UNPACKED)
        self.found.documents.append(self._document(file))

    def _closed(self, container: _Open) -> None:
        """The end of a container; one that held nothing (an empty archive, a mere signature) comes out as it is."""
        if isinstance(container.source, File) and not container.given:
            self.found.documents.append(self._document(container.source))

    def _damaged(self) -> None:
        broken = self.stack.pop()
        file = broken.as_file()
        self.found.damaged.append(file.path)
        if not broken.given:
            self.found.documents.append(self._document(file))

    def _document(self, file: File) -> Document:
        name = base_name(file.name) or f"part-{file.path}"
        if not file.body:
            kind: Kind = "picture" if is_picture(file.data) else "attachment"
            return Document(name, file.data, file.path, kind=kind)
        pasted = self._pasted(file)
        if pasted is not None:
            return Document(name, pasted.encode("utf-8", "replace"), file.path, "utf-8", "body")
        charset = text_charset(file.data, file.charset)
        if charset and not reads_as_ascii(charset):
            return Document(name, file.data.decode(charset).encode("utf-8", "replace"), file.path, "utf-8", "body")
        return Document(name, file.data, file.path, charset, "body")

    def _pasted(self, file: File) -> str | None:
        if b"UNB" not in file.data and reads_as_ascii(codec(file.charset) or "ascii"):
            return None  # most mails; spares them the decoding
        text = decode(file.data, file.charset)
        if file.content_type == "text/html":
            if self.pasted:  # the plain text beside it was enough
                return None
            text = html_text(text)
        cut = interchanges(text)
        self.pasted = self.pasted or cut is not None
        return cut
