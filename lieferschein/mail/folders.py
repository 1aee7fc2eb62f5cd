"""The three folders: found by whatever notation they were configured in, created when allowed, checked before use."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from imap_tools.imap_utf7 import utf7_decode
from imap_tools.utils import encode_folder

from lieferschein.mail.connection import Connection
from lieferschein.mail.errors import (
    CommandRefused,
    FolderMissing,
    FolderNotCreated,
    FolderNotSelectable,
    FoldersNotDifferent,
)
from lieferschein.reasons import N_

_LIST = re.compile(rb'^\((?P<flags>[^)]*)\) (?:"(?P<delimiter>\\?.)"|NIL) (?P<name>.*)$', re.DOTALL)
_NAMESPACE = re.compile(rb'^\(\("(?P<prefix>(?:[^"\\]|\\.)*)" (?:"(?P<delimiter>\\?.)"|NIL)')


@dataclass(frozen=True, slots=True)
class FolderNames:
    """The folders as configured: "/" or the server's delimiter, with or without the namespace prefix."""

    inbox: str
    archive: str
    error: str


@dataclass(frozen=True, slots=True)
class Folders:
    """The folders by the server's own names (Unicode). `missing` were not created because we only look (readonly)."""

    inbox: str
    archive: str
    error: str
    missing: tuple[str, ...] = ()


class FolderTree:
    """All folders of an account, and how its server writes their names (RFC 3501 LIST, RFC 2342 NAMESPACE)."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.prefix, self.delimiter = "", "/"
        self._names: dict[str, frozenset[str]] = {}  # name → attributes in lower case
        self.load()

    def load(self) -> None:
        """Ask the server."""
        if "NAMESPACE" in self._connection.capabilities:
            self._load_namespace()
        else:
            self._load_delimiter()
        self._names = {}
        self._connection.run("LIST", '""', '"*"')
        self._read(self._connection.untagged("LIST"))

    def _load_delimiter(self) -> None:
        self._connection.run("LIST", '""', '""')  # RFC 3501 section 6.3.8: an empty name asks for the delimiter
        for line in self._connection.untagged("LIST"):
            found = _LIST.match(line) if isinstance(line, bytes) else None
            if found:
                self.delimiter = (found["delimiter"] or b"").decode()[-1:]

    def _load_namespace(self) -> None:
        self._connection.run("NAMESPACE")
        for line in self._connection.untagged("NAMESPACE"):
            found = _NAMESPACE.match(line if isinstance(line, bytes) else b"")
            if found:
                self.prefix = utf7_decode(found["prefix"])
                self.delimiter = (found["delimiter"] or b"").decode()[-1:]

    def _read(self, lines: Iterable[object]) -> None:
        for line in lines:
            head, literal = line if isinstance(line, tuple) else (line, None)
            found = _LIST.match(head) if isinstance(head, bytes) else None
            if not found:
                continue
            name = literal if literal is not None else _unquoted(found["name"])
            try:
                self._names[utf7_decode(name)] = frozenset(found["flags"].decode().lower().split())
            except ValueError:  # a name that is no modified UTF-7: nobody can mean it
                continue

    def find(self, configured: str) -> str | None:
        """The server's name of a folder as configured, or None."""
        known = {_key(name): name for name in self._names}
        return next((known[key] for key in map(_key, self._spellings(configured)) if key in known), None)

    def spelling(self, configured: str) -> str:
        """How the server would write a folder that does not exist yet."""
        return self._spellings(configured)[-1]

    def _spellings(self, configured: str) -> list[str]:
        """The names that a configured path may mean, the likeliest to be meant literally first."""
        name = configured.strip().strip("/")
        local = name.replace("/", self.delimiter) if self.delimiter else name
        spellings = [name, local]
        prefix = self.prefix
        if prefix and _key(local) != "INBOX" and not _key(local).startswith(_key(prefix)):
            spellings.append(prefix + local)
        return spellings

    def check_creatable(self, configured: str) -> None:
        """A level whose name holds the server's delimiter would become two levels: refuse to create that."""
        host = self._connection.account.host
        if "/" in configured.strip("/") and self.delimiter not in {"", "/"} and self.delimiter in configured:
            message = N_(
                "{folder} cannot be created on {host}: there, {delimiter} divides folders. Choose another name."
            )
            raise FolderNotCreated(message, folder=configured, host=host, delimiter=self.delimiter)

    def nearest(self, configured: str) -> list[str]:
        """Up to three existing names that look like the one that is missing."""
        wanted = self.spelling(configured).casefold()
        names = {name.casefold(): name for name in self._names}
        close = difflib.get_close_matches(wanted, names, n=3, cutoff=0.5)
        leaf = wanted.rpartition(self.delimiter)[2] if self.delimiter else wanted
        close += [name for name in names if name.endswith(leaf) and name not in close]
        return [names[name] for name in close[:3]]

    def attributes(self, name: str) -> frozenset[str]:
        """The LIST attributes of an existing folder, in lower case."""
        return self._names.get(name, frozenset())

    def create(self, name: str) -> None:
        """Create a folder, its parents first, and subscribe to it so that mail programs show it."""
        parts = name.split(self.delimiter) if self.delimiter else [name]
        for depth in range(1, len(parts) + 1):
            path = self.delimiter.join(parts[:depth])
            known = self.find(path) is not None or path + self.delimiter == self.prefix
            if depth == len(parts):
                self._create_one(path)
            elif path and not known:
                self._create_level(path)

    def can_hold_mail(self, name: str | None) -> bool:
        """Whether the name is an existing folder, and not only a level of the tree."""
        return name is not None and not self.attributes(name) & {"\\noselect", "\\nonexistent"}

    def _create_level(self, path: str) -> None:
        """Create a folder that will hold folders; in mbox one that holds mail cannot, so there it is a mere level."""
        connection = self._connection
        self._create_one(path)
        connection.run("LIST", '""', encode_folder(path))
        self._read(connection.untagged("LIST"))
        if "\\noinferiors" in self.attributes(path):
            connection.run("DELETE", encode_folder(path), folder=path)  # made a moment ago, by us
            # RFC 3501 section 6.3.3: with the delimiter at its end it announces folders below
            connection.run("CREATE", encode_folder(path + self.delimiter), folder=path)

    def _create_one(self, path: str) -> None:
        connection = self._connection
        try:
            connection.run("CREATE", encode_folder(path), folder=path)
        except CommandRefused as error:
            self.load()  # somebody else, or the server with the folder below it, may have made it
            if not self.can_hold_mail(self.find(path)):
                said = error.reason.params.get("said", "")
                raise FolderNotCreated(host=connection.account.host, folder=path, said=said) from error
            return
        self._names[path] = frozenset()
        try:
            connection.run("SUBSCRIBE", encode_folder(path), folder=path)
        except CommandRefused:
            return  # a folder that mail programs do not show is still a folder


def resolve(connection: Connection, names: FolderNames, *, create: bool, readonly: bool) -> Folders:
    """Find, create when allowed, and check the three folders; raises a FolderError that says what to do."""
    tree = FolderTree(connection)
    found: dict[str, str] = {}
    missing: list[str] = []
    for role in ("inbox", "archive", "error"):
        configured: str = getattr(names, role)
        name = tree.find(configured)
        found[role] = name or tree.spelling(configured)
        if not tree.can_hold_mail(name):
            if not create:
                raise missing_folder(tree, connection.account.host, configured)
            tree.check_creatable(configured)
            missing.append(found[role])
    _check_different(found)
    if not readonly:
        for name in missing:
            tree.create(name)
    for name in found.values():
        if not (readonly and name in missing):
            connection.select(name, readonly=readonly, afresh=True)
    return Folders(**found, missing=tuple(missing) if readonly else ())


def missing_folder(tree: FolderTree, host: str, configured: str) -> FolderMissing | FolderNotSelectable:
    """The error for a folder that is not there, with the nearest names, or that is a mere level of the tree."""
    name = tree.find(configured)
    if name is not None and "\\nonexistent" not in tree.attributes(name):
        return FolderNotSelectable(folder=name, said=" ".join(sorted(tree.attributes(name))))
    nearest = tree.nearest(configured)
    if not nearest:
        return FolderMissing(host=host, folder=configured)
    message = N_("There is no folder {folder} on {host}. Nearest: {nearest}. Correct the name, or set create = true.")
    return FolderMissing(message, host=host, folder=configured, nearest=", ".join(nearest))


def _check_different(found: dict[str, str]) -> None:
    roles = list(found)
    for position, first in enumerate(roles):
        for second in roles[position + 1 :]:
            if _key(found[first]) == _key(found[second]):
                raise FoldersNotDifferent(first=first, second=second, folder=found[first])


def _key(name: str) -> str:
    """Names compare by composed Unicode; INBOX, also as the first level, in any case (RFC 3501 section 5.1)."""
    name = unicodedata.normalize("NFC", name)
    return re.sub(r"^inbox(?=$|[^0-9A-Za-z])", "INBOX", name, flags=re.IGNORECASE)


def _unquoted(name: bytes) -> bytes:
    if name.startswith(b'"') and name.endswith(b'"'):
        return re.sub(rb"\\(.)", rb"\1", name[1:-1])
    return name
