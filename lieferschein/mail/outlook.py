"""Mails saved by Outlook (.msg, MS-OXMSG): storages of an OLE file, with the attachments as streams in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from lieferschein.mail.compound import SIGNATURE, CompoundFile, Path
from lieferschein.mail.documents import File, InnerMessage, Item
from lieferschein.mail.limits import Budget, Encrypted
from lieferschein.mail.names import base_name
from lieferschein.reasons import N_

_PROPERTIES = "__properties_version1.0".encode("utf-16-le")
_ENCRYPTED_OFFICE = "EncryptedPackage".encode("utf-16-le")  # MS-OFFCRYPTO 2.3.4.4
_ATTACHMENT = "__attach_version1.0_"
# Property tags, MS-OXPROPS; 001F is Unicode text, 001E text in a code page, 0102 binary, 000D an object
_HEADERS, _BODY, _HTML, _DATA, _CONTENT_ID = "007D", "1000", "1013", "3701", "3712"
_NAMES = ("3707", "3704", "3001")  # long file name, file name, display name


def open_outlook(file: File, budget: Budget) -> Iterator[Item] | None:
    """The body and the attachments of a .msg; an encrypted office file is refused, other OLE files are documents."""
    if not file.data.startswith(SIGNATURE):
        return None
    if _ENCRYPTED_OFFICE in file.data:
        raise Encrypted(file.path, N_("Office file with a password"))
    if _PROPERTIES not in file.data:
        return None
    return _message(CompoundFile(file.data), (), file, budget)


def _text(streams: CompoundFile, storage: Path, tag: str) -> str:
    unicode = streams.read((*storage, f"__substg1.0_{tag}001F"))
    if unicode:
        return unicode.decode("utf-16-le", "replace").rstrip("\0")
    return streams.read((*storage, f"__substg1.0_{tag}001E")).decode("cp1252", "replace").rstrip("\0")


def _message(streams: CompoundFile, storage: Path, file: File, budget: Budget) -> Iterator[Item]:
    """The message in `storage`; one attached to it is a storage inside, and counts as a level of depth."""
    budget.enter(file.depth + 1, file.path)
    headers = _text(streams, storage, _HEADERS)
    if headers:
        yield InnerMessage(file.path, headers.encode("utf-8", "replace"), file.within)
    text = _text(streams, storage, _BODY).encode("utf-8", "replace")
    if text.strip():
        yield replace(_file(file, "body.txt", text, budget), content_type="text/plain", charset="utf-8", body=True)
    html = streams.read((*storage, f"__substg1.0_{_HTML}0102"))
    if html.strip():
        yield replace(_file(file, "body.html", html, budget), content_type="text/html", body=True)
    for number, attachment in enumerate(_attachments(streams, storage), 1):
        yield from _attached(streams, attachment, number, file, budget)


def _attachments(streams: CompoundFile, storage: Path) -> list[Path]:
    return [path for path in streams.storages(storage) if path[-1].startswith(_ATTACHMENT)]


def _attached(streams: CompoundFile, attachment: Path, number: int, file: File, budget: Budget) -> Iterator[Item]:
    names = (base_name(_text(streams, attachment, tag)) for tag in _NAMES)
    name = next(filter(None, names), "") or f"attachment-{number}"
    inner = (*attachment, f"__substg1.0_{_DATA}000D")
    if (*inner, "__properties_version1.0") in streams.entries:
        budget.count(f"{file.path}/{name}")
        message = File(name, b"", f"{file.path}/{name}", file.depth + 1, within=file.path)
        yield from _message(streams, inner, message, budget)
        return
    data = streams.read((*attachment, f"__substg1.0_{_DATA}0102"))
    yield replace(_file(file, name, data, budget), inline=bool(_text(streams, attachment, _CONTENT_ID)))


def _file(file: File, name: str, data: bytes, budget: Budget) -> File:
    path = f"{file.path}/{name}"
    budget.count(path)
    budget.take(len(data), path)
    return File(name, data, path, file.depth + 1, within=file.path)
