"""What goes wrong when a delivery note is read.

DeliveryNoteError
├── Unreadable       the syntax is broken: the file cannot be decoded as what it is
├── Invalid          the content is: no note number, no lines, a quantity that is no number
├── WrongFormat      a delivery note, but of another format than was asked for
└── NoDeliveryNote   something else: an invoice, an order, a picture
"""

from __future__ import annotations

from typing import ClassVar


class DeliveryNoteError(Exception):
    """A source that cannot be read as a delivery note.

    `message` is an English template in str.format style, `params` its values, `sentence` both together: it can be
    forwarded to the supplier as it is. `format` names the parser, `place` where it is (line and column, segment number,
    element path, sheet and row), `expected` and `found` what stood against what.
    """

    code: ClassVar[str] = "unreadable"

    def __init__(
        self,
        message: str,
        *,
        format: str | None = None,
        place: str | None = None,
        expected: str | None = None,
        found: str | None = None,
        **params: str,
    ) -> None:
        self.message = message
        self.format = format
        self.place = place
        self.expected = expected
        self.found = None if found is None else found[:200]
        self.params = params
        super().__init__(message)

    @property
    def values(self) -> dict[str, str]:
        """All parameters of the template."""
        known = {"format": self.format, "place": self.place, "expected": self.expected, "found": self.found}
        return {**{name: value for name, value in known.items() if value is not None}, **self.params}

    @property
    def sentence(self) -> str:
        """The error as one English sentence."""
        try:
            return self.message.format_map(self.values)
        except (KeyError, ValueError, IndexError):
            return self.message

    def __str__(self) -> str:
        return f"{self.sentence} ({self.place})" if self.place and self.place not in self.sentence else self.sentence

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (type(self), self.message, self.values))


def _rebuild(kind: type[DeliveryNoteError], message: str, values: dict[str, str]) -> DeliveryNoteError:
    return kind(message, **values)


class Unreadable(DeliveryNoteError):
    """The syntax is broken."""

    code = "unreadable"


class Invalid(DeliveryNoteError):
    """The syntax is right and the content is not."""

    code = "invalid"


class WrongFormat(DeliveryNoteError):
    """A delivery note of another format than the configured one."""

    code = "wrong_format"


class NoDeliveryNote(DeliveryNoteError):
    """Not a delivery note."""

    code = "no_delivery_note"
