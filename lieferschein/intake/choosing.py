"""Which of the documents in a mail are its delivery notes (docs/formats.md, "What a mail may hold").

With a configured format the documents in that format are the notes, and other renderings of the same delivery are
skipped. Under ``auto`` every delivery note counts, and two documents of the same number with equal quantities are one
note, of which the structured one (EDIFACT, XML) wins over a table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lieferschein.mail import Document
from lieferschein.reasons import N_, Reason
from parsers import FORMATS, DeliveryNoteError, NoDeliveryNote, detect_format, read_delivery_note
from parsers.detect import format_of
from parsers.draft import Draft
from parsers.pdf import is_pdf

_NOTHING = N_("The mail holds no delivery note: it has no attachment and no note in its text.")
_ONLY = N_("The mail holds no delivery note, only {found}.")
_WRONG = N_("{name} looks like {found}, but the supplier's format is {configured}.")
_TWICE = N_("{first} and {second} both hold delivery note {number}, with different quantities.")

# Formats that detection cannot see: only the supplier's record says how they are read.
_MAPPED = frozenset({"xml", "csv", "excel"})


@dataclass(slots=True)
class Chosen:
    """The notes of a mail, each with the document it stood in; or why there are none."""

    notes: list[tuple[Draft, Document]] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    reason: Reason | None = None

    @property
    def documents(self) -> list[Document]:
        """The documents that hold the notes, each once."""
        return list({id(document): document for _, document in self.notes}.values())


def choose_notes(documents: Sequence[Document], format_name: str, options: Mapping[str, Any], timezone: str) -> Chosen:
    """Read the delivery notes among `documents` for a supplier whose import format is `format_name`."""
    reader = _Reader(format_name, options, timezone)
    for document in documents:
        reader.take(document)
    return reader.chosen()


@dataclass(slots=True)
class _Reading:
    document: Document
    format: str
    drafts: list[Draft]


class _Reader:
    def __init__(self, format_name: str, options: Mapping[str, Any], timezone: str) -> None:
        self.format = format_name
        self.options = options
        self.timezone = timezone
        self.readings: list[_Reading] = []
        self.problems: list[tuple[Document, str, DeliveryNoteError]] = []
        self.others: list[tuple[Document, str]] = []  # delivery notes of another format than the configured one
        self.skipped: list[str] = []

    def take(self, document: Document) -> None:
        found = format_of(document.data)
        if found is not None and self.format in ("auto", found):
            self._read(document, found)
        elif self._may_be_mapped(document, found):
            self._read(document, self.format, tentative=True)
        elif found is not None:
            self.others.append((document, found))
        elif document.kind != "body":
            self.skipped.append(f"{document.name or document.path}: {detect_format(document.data).kind}")

    def _may_be_mapped(self, document: Document, detected: str | None) -> bool:
        return (
            self.format in _MAPPED and bool(self.options) and document.kind != "body" and detected in (None, *_MAPPED)
        )

    def _read(self, document: Document, format_name: str, *, tentative: bool = False) -> None:
        try:
            frames = read_delivery_note(
                document.data, format_name, name=document.name or document.path, **self._options(document, format_name)
            )
        except NoDeliveryNote as error:
            self.skipped.append(f"{document.name or document.path}: {error.sentence}")
        except DeliveryNoteError as error:
            if tentative and FORMATS[format_name].sniff(document.data) == 0 and error.code == "unreadable":
                self.skipped.append(f"{document.name or document.path}: {error.sentence}")
            else:
                self.problems.append((document, format_name, error))
        else:
            self.readings.append(_Reading(document, format_name, frames.drafts))
            self.skipped.extend(f"{document.name or document.path}: {name}" for name in frames.skipped)

    def _options(self, document: Document, format_name: str) -> dict[str, Any]:
        allowed = FORMATS[format_name].options
        options = {name: value for name, value in self.options.items() if name in allowed}
        options.setdefault("timezone", self.timezone)
        if document.charset and "encoding" in allowed:
            options["encoding"] = document.charset  # the MIME charset of a text body wins over what the document names
        return options

    def chosen(self) -> Chosen:
        if self.format == "auto":
            self._forgive_copies()
        if self.problems:
            document, _, error = self.problems[0]
            return Chosen(skipped=self.skipped, reason=_reason(document, error))
        if not self.readings:
            return Chosen(skipped=self.skipped, reason=self._nothing())
        self.skipped.extend(f"{document.name or document.path}: {name}" for document, name in self.others)
        return self._once_each()

    def _forgive_copies(self) -> None:
        """A table that cannot be read beside a structured note is another rendering of it, not a fault of the mail."""
        if not any(FORMATS[reading.format].structured for reading in self.readings):
            return
        for problem in [each for each in self.problems if not FORMATS[each[1]].structured]:
            self.problems.remove(problem)
            self.skipped.append(f"{problem[0].name or problem[0].path}: {problem[2].sentence}")

    def _nothing(self) -> Reason:
        if self.others:
            document, found = self.others[0]
            name = document.name or document.path
            return Reason("wrong_format", _WRONG, {"name": name, "found": found, "configured": self.format})
        if self.skipped:
            return Reason("no_delivery_note", _ONLY, {"found": "; ".join(self.skipped[:5])})
        return Reason("no_delivery_note", _NOTHING)

    def _once_each(self) -> Chosen:
        """Two renderings of one note are one; two notes of one number with different quantities are a conflict."""
        kept: dict[str, tuple[Draft, _Reading]] = {}
        ordered = sorted(self.readings, key=lambda reading: not FORMATS[reading.format].structured)
        for reading in ordered:
            for draft in reading.drafts:
                number = draft.note["delivery_note_number"]
                other = kept.get(number)
                if other is None or other[1] is reading:  # within one document the store decides
                    kept.setdefault(number if other is None else f"{number}#{id(draft)}", (draft, reading))
                elif _quantities(other[0].lines) == _quantities(draft.lines):
                    self.skipped.append(f"{reading.document.name or reading.document.path}: another copy of {number}")
                elif self.format == "auto":
                    names = {"first": other[1].document.name, "second": reading.document.name, "number": number}
                    return Chosen(skipped=self.skipped, reason=Reason("conflict", _TWICE, names))
                else:
                    kept[f"{number}#{id(draft)}"] = (draft, reading)
        return Chosen([(draft, reading.document) for draft, reading in kept.values()], self.skipped)


def _quantities(lines: Iterable[Mapping[str, Any]]) -> list[Any]:
    return sorted(line["quantity"] for line in lines)


def _reason(document: Document, error: DeliveryNoteError) -> Reason:
    """The parser's sentence, with the file it is about."""
    return Reason(error.code, error.message, {**error.values, "file": document.name or document.path})


def pictures(documents: Sequence[Document]) -> list[Document]:
    """The PDFs in a mail: kept beside the note, so that the clerk can open what the supplier printed."""
    return [document for document in documents if is_pdf(document.data)]
