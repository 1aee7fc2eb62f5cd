"""What comes along with every other mail and is no document: known by its content, not by its type alone."""

from __future__ import annotations

import re

from lieferschein.mail.documents import File
from lieferschein.mail.mime import Header
from lieferschein.mail.names import header_text
from lieferschein.mail.smime import is_cms
from lieferschein.reasons import N_

BOUNCE = N_("a bounce: a mail could not be delivered")
RECEIPT = N_("a read receipt")
AUTO_REPLY = N_("an automatic reply")

_PICTURES = (
    b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"BM", b"II*\x00", b"MM\x00*", b"\x00\x00\x01\x00",
    b"\x01\x00\x00\x00\x58\x00\x00\x00", b"\xd7\xcd\xc6\x9a",
)  # fmt: skip
_TEXTS = re.compile(rb"BEGIN:V(?:CARD|CALENDAR)\b|-----BEGIN PGP (?:SIGNATURE|PUBLIC KEY BLOCK)-----", re.I)
_REPORTS = re.compile(
    rb"(?:^|\n)(?:Reporting-MTA|Final-Recipient|Original-Recipient|Disposition|Reporting-UA)[ \t]*:", re.I
)
_REPORT_TYPES = ("message/delivery-status", "message/disposition-notification", "message/global-delivery-status",
                 "message/feedback-report", "text/rfc822-headers", "message/global-headers")  # fmt: skip
_SIGNATURE_TYPES = ("application/pkcs7-signature", "application/x-pkcs7-signature")
_SYSTEM_FILES = (".ds_store", "thumbs.db", "desktop.ini")
_ABSENCE = re.compile(
    r"^\W*(?:out of (?:the )?office|automatic reply|auto(?:matische)?[- ]?(?:reply|antwort)|abwesen(?:heit|d)\w*)", re.I
)


def is_picture(data: bytes) -> bool:
    """Whether the content is a picture: bitmap formats, WebP, Windows and enhanced metafiles, SVG."""
    if data.startswith(_PICTURES) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP"):
        return True
    head = data[:1000].lower()
    return b"<svg" in head and b"<html" not in head


def is_noise(file: File) -> bool:
    """Whether the file is known noise: an inline picture, vCard, calendar, detached signature, report, system file."""
    return (
        _is_empty(file)
        or _is_system_file(file)
        or (file.inline and is_picture(file.data))
        or _is_signature(file)
        or _is_report(file)
        or _TEXTS.match(file.data[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()) is not None
    )


def _is_empty(file: File) -> bool:
    """An empty text or nameless part; an empty file with a name is told to people."""
    return (file.body or "/" not in file.path) and not file.data.strip()


def _is_system_file(file: File) -> bool:
    names = file.path.lower().split("/")
    apple_double = file.data.startswith(b"\x00\x05\x16\x07")  # the other half of a Macintosh file, RFC 1740
    return "__macosx" in names or names[-1] in _SYSTEM_FILES or apple_double


def _is_signature(file: File) -> bool:
    """A signature beside what it signs, also one that repeats it; the control part of PGP/MIME (RFC 3156)."""
    named = file.content_type in _SIGNATURE_TYPES or file.name.lower().endswith(".p7s")
    return (named and is_cms(file.data)) or file.content_type == "application/pgp-encrypted"


def _is_report(file: File) -> bool:
    if file.content_type not in _REPORT_TYPES:
        return False
    return file.content_type.endswith("headers") or _REPORTS.search(file.data[:4096]) is not None


def notices(header: Header) -> list[str]:
    """What the header of the mail says of its kind: bounce, receipt, automatic reply (RFC 3464, RFC 8098, RFC 3834)."""
    found = []
    kind = header.parameters.get("report-type", "").lower() if header.content_type == "multipart/report" else ""
    subject = header_text(header.fields.first("subject"))
    automatic = header.fields.first("auto-submitted").lower()
    sender = header.fields.first("from").lower()
    if kind == "delivery-status" or b"mailer-daemon@" in sender or "x-failed-recipients" in header.fields:
        found.append(BOUNCE)
    if kind == "disposition-notification":
        found.append(RECEIPT)
    marked = any(name in header.fields for name in ("x-autoreply", "x-autorespond", "x-autoresponder"))
    if automatic.startswith(b"auto-replied") or marked or _ABSENCE.match(subject):
        found.append(AUTO_REPLY)
    return found
