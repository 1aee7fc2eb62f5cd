"""The one address in a From header (RFC 5322 section 3.4), read strictly: what is not plainly an address is none.

Only the angle brackets or the bare address count. Display names, comments and encoded words are passed over without
being decoded, so nothing that a person would merely read as an address can become one.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from dataclasses import dataclass
from typing import Literal, NamedTuple

import idna

_ATEXT = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~\u0080-\U0010ffff-]"
_LOCAL = re.compile(rf"{_ATEXT}+(?:\.{_ATEXT}+)*")
_DOMAIN = re.compile(r"(?=.{1,253}\Z)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])")
_MAX_FROM = 8 * 1024

Problem = Literal["", "missing", "several", "unreadable"]


class Sender(NamedTuple):
    """The sender of a mail: its address in comparable form, or why there is none."""

    address: str | None
    problem: Problem = ""


@functools.lru_cache(maxsize=20_000)  # asked for every sender of every supplier, mail by mail
def normal_address(address: str) -> str | None:
    """`address` in comparable form: lower case, the domain in ASCII (IDNA 2008); None for what is no address."""
    address = address.strip()
    if len(address) > 320 or any(_folds_to_ascii(char) for char in address):
        return None
    local, at, domain = address.rpartition("@")
    host = normal_domain(domain) if at else None
    if host is None or not _LOCAL.fullmatch(local):
        return None
    return f"{unicodedata.normalize('NFC', local).lower()}@{host}"


@functools.lru_cache(maxsize=20_000)
def normal_domain(domain: str) -> str | None:
    """`domain` in lower case and ASCII; None for what is none, such as a literal address or a single label."""
    if any(_folds_to_ascii(char) for char in domain) or len(domain) > 253:
        return None
    if not domain.isascii():
        try:
            # Label by label: idna.encode itself would also take ideographic full stops for dots.
            labels = unicodedata.normalize("NFC", domain.lower()).split(".")
            domain = ".".join(idna.alabel(label).decode("ascii") for label in labels)
        except (idna.IDNAError, UnicodeError):
            return None
    domain = domain.lower()
    return domain if _DOMAIN.fullmatch(domain) else None


def _folds_to_ascii(char: str) -> bool:
    """Foreign characters that lower case or normalisation turns into ASCII: the Kelvin sign is no k of a domain."""
    return not char.isascii() and (char.lower().isascii() or unicodedata.normalize("NFKC", char).isascii())


def read_sender(values: list[bytes]) -> Sender:
    """The single address of the From fields `values`: several fields, or several addresses in one, are refused."""
    if not values:
        return Sender(None, "missing")
    if len(values) > 1:
        return Sender(None, "several")
    if len(values[0]) > _MAX_FROM:
        return Sender(None, "unreadable")
    try:
        text = values[0].decode("utf-8")
    except UnicodeDecodeError:
        text = values[0].decode("ascii", "replace")  # a foreign character in the address itself then fails
    mailboxes = _mailboxes(text)
    if mailboxes is None:
        return Sender(None, "unreadable")
    # "Müller, Anna <anna@…>" without quotes: a piece without an @ and without brackets is part of a name.
    addresses = [mailbox for mailbox in mailboxes if mailbox.bracketed is not None or "@" in mailbox.outside]
    if len(addresses) > 1:
        return Sender(None, "several")
    address = _address(addresses[0]) if addresses else None
    return Sender(address, "") if address else Sender(None, "unreadable")


@dataclass(slots=True)
class _Mailbox:
    """One mailbox of the list: the text in angle brackets, if any, and the bare text outside of them."""

    outside: str = ""
    bracketed: str | None = None
    after: str = ""


_TOKEN = re.compile(
    r'"(?:[^"\\]|\\.)*+"'  # quoted string
    r"|<[^<>]*>"  # angle address
    r"|[()\\]"
    r"|[,;:]"
    r'|[^"<>()\\,;:]+'
)


def _mailboxes(text: str) -> list[_Mailbox] | None:
    """The mailboxes of a list; None where brackets, quotes or comments do not match, or a group is used."""
    found = [_Mailbox()]
    depth = position = 0
    while position < len(text):
        if depth:
            position, depth = _comment(text, position, depth)
            continue
        token = _TOKEN.match(text, position)
        if token is None or token[0] in (")", "\\", ";", ":"):
            return None
        position = token.end()
        if token[0] == "(":
            depth = 1
        elif token[0] == ",":
            found.append(_Mailbox())
        elif not _take(found[-1], token[0]):
            return None
    return found if depth == 0 else None


def _comment(text: str, position: int, depth: int) -> tuple[int, int]:
    char = text[position]
    if char == "\\":
        return position + 2, depth
    return position + 1, depth + {"(": 1, ")": -1}.get(char, 0)


def _take(mailbox: _Mailbox, token: str) -> bool:
    if token.startswith("<"):
        if mailbox.bracketed is not None:
            return False
        mailbox.bracketed = token[1:-1]
    elif mailbox.bracketed is not None:
        mailbox.after += token
    elif token.startswith('"'):
        mailbox.outside += '"'  # a quoted name; an address has none
    else:
        mailbox.outside += token
    return not mailbox.after.strip()


def _address(mailbox: _Mailbox) -> str | None:
    text = mailbox.outside if mailbox.bracketed is None else mailbox.bracketed
    if not text.isprintable() and any(unicodedata.category(char)[0] == "C" for char in text):
        return None
    return normal_address(text)
