"""What unpacking gives: the documents of a mail, and what lies between the mail and them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from lieferschein.reasons import Reason

Kind = Literal["attachment", "body", "picture"]


@dataclass(frozen=True, slots=True)
class Document:
    """One candidate document of a mail.

    `data` are the bytes as the sender attached them. `path` is where they were found: the part's IMAP section number,
    then names, such as ``2/inner.zip/LS-1.edi``. `kind` is ``body`` for text of the mail itself, ``picture`` for an
    attached picture, else ``attachment``. `charset` is set for body text only, and is how to decode `data`, whatever
    encoding the text itself names (formats.md: in the body the MIME charset wins); None means: unknown, go by content.
    """

    name: str
    data: bytes = field(repr=False)
    path: str
    charset: str | None = None
    kind: Kind = "attachment"


@dataclass(frozen=True, slots=True)
class InnerMessage:
    """The header of a message attached to the mail; `parent` is the path of the attached message it lies in, or ""."""

    path: str
    headers: bytes = field(repr=False)
    parent: str = ""


@dataclass(slots=True)
class Unpacked:
    """Everything found in a mail.

    `problem` is None, or why the mail cannot be accepted (encrypted, unpack_limit, too_large); the documents found
    until then are there all the same. `notices` are short texts of the catalogue (a bounce, an automatic reply …),
    `ignored` the paths of known noise, `damaged` those of archives that could not be opened and came out as they are.
    """

    documents: list[Document] = field(default_factory=list)
    problem: Reason | None = None
    notices: list[str] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)
    messages: list[InnerMessage] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Entity:
    """A MIME entity (RFC 2045): header and body in `data[start:end]`; `message` when it is a whole mail."""

    data: bytes = field(repr=False)
    start: int
    end: int
    path: str
    depth: int = 0
    multiparts: int = 0
    default_type: str = "text/plain"
    message: bool = False
    within: str = ""
    container: bool = False  # not a part of what is around it: its parts are numbered afresh


@dataclass(frozen=True, slots=True)
class File:
    """Decoded content on its way to becoming a document, or to being opened as a container of others."""

    name: str
    data: bytes = field(repr=False)
    path: str
    depth: int = 0
    content_type: str = ""
    charset: str = ""
    body: bool = False
    inline: bool = False
    within: str = ""


Item = Entity | File | InnerMessage
