"""What the XML formats share: detection by the root, safe loading, and one place where errors get the format's name."""

from __future__ import annotations

import re
from collections.abc import Callable

from lxml import etree

from .draft import Draft, Options, Parsed, Row
from .errors import DeliveryNoteError, Unreadable
from .packed import LARGE
from .xmlkinds import kind_of
from .xmlprolog import Root, narrow, peek
from .xmltree import Element, forget_places, load, local_name, namespace, notes_of, prepare

_DECLARATION = re.compile(rb"<\?xml\s")


class XmlFormat:
    """Base of the XML formats: a subclass says which root is its own (`confidence`) and reads it (`read`)."""

    name = ""
    title = ""
    options: frozenset[str] = frozenset()
    structured = True
    any_root = False  # whether a document with any root is read
    notes: tuple[str, ...] = ()  # tags of the elements that are notes, where a large document can be read in pieces
    kind: Callable[[Root, bytes], str | None]  # what a document of the same family is

    def confidence(self, root: Root, data: bytes) -> int:
        """How sure, 0…100, that a document with this root is a delivery note of the format."""
        raise NotImplementedError

    def read(self, root: Element, options: Options, parsed: Parsed) -> None:
        """Add the notes below `root` to `parsed`."""
        raise NotImplementedError

    def read_note(self, element: Element, root: Element, options: Options) -> Draft:
        """One of `notes`, when a large document is read in pieces: what stands behind it is not there yet."""
        raise NotImplementedError

    def read_others(self, root: Element, parsed: Parsed) -> None:
        """Name the documents of another kind below `root`, where notes are emptied and the rest is there."""

    def sniff(self, data: bytes) -> int:
        """How sure, 0…100, that the bytes are a delivery note of the format."""
        root = peek(data)
        return 0 if root is None else self.confidence(root, narrow(data))

    def describe(self, data: bytes) -> str | None:
        """What the bytes are when they are of the same family and no delivery note."""
        root = peek(data)
        return None if root is None else self.kind(root, narrow(data))

    def parse(self, data: bytes, options: Options) -> Parsed:
        """Every note in `data`; raises DeliveryNoteError."""
        try:
            return self._parse(data, options)
        except Unreadable:
            pieces = documents(data)
            if len(pieces) == 1:
                raise
        parsed = Parsed.of(data)
        for piece in pieces:
            found = self._parse(piece, options)
            for draft in found.drafts:
                parsed.add(draft)
            parsed.skipped.extend(found.skipped)
        return parsed

    def _parse(self, data: bytes, options: Options) -> Parsed:
        """Every note in one document."""
        parsed = Parsed()
        root = peek(data)
        if root is not None and not self.any_root and self.confidence(root, narrow(data)) == 0:
            parsed.skipped.append(kind_of(root, narrow(data)))
            return parsed
        if self.notes and len(data) > LARGE and (streamed := self._stream(data, options)) is not None:
            return streamed
        try:
            document = load(data, self.name)
            self.read(document.root, options, parsed)
            if not parsed.drafts and not parsed.skipped:
                parsed.skipped.append(kind_of(root_of(document.root), narrow(data)))
        except DeliveryNoteError as error:
            error.format = error.format or self.name
            raise
        finally:
            forget_places()
        for draft in parsed.drafts:
            draft.warnings[:0] = document.warnings
        return parsed

    def _stream(self, data: bytes, options: Options) -> Parsed | None:
        """Every note in a large document, of which only one at a time is held as a tree.

        None when something is wrong, or no note was found: the document is read as a whole then, which says what.
        """
        parsed = Parsed.of(data)
        root = None
        try:
            source = prepare(data, self.name)
            for element in notes_of(source, self.notes):
                root = element.getroottree().getroot() if root is None else root
                draft = self.read_note(element, root, options)
                draft.warnings[:0] = source.warnings
                parsed.add(draft)
        except (DeliveryNoteError, etree.XMLSyntaxError):
            return None
        finally:
            forget_places()
        if root is None:
            return None
        self.read_others(root, parsed)
        return parsed


def documents(data: bytes) -> list[bytes]:
    """The documents of a file in which several stand one behind the other, each with its XML declaration."""
    starts = [match.start() for match in _DECLARATION.finditer(data)]
    if len(starts) < 2:
        return [data]
    return [data[start:end] for start, end in zip([0, *starts[1:]], [*starts[1:], len(data)], strict=True)]


def root_of(element: Element) -> Root:
    """The name and namespace of an element, as `peek` tells them of a document."""
    return Root(local_name(element), namespace(element), False)


def remark(row: Row, text: str | None) -> None:
    """Add a free text to the remarks of a row."""
    if text:
        row["remarks"] = f"{row['remarks']}\n{text}" if "remarks" in row else text
