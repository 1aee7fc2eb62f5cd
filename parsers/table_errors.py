"""What is wrong with a cell, before its place is known."""

from __future__ import annotations


class BadCell(ValueError):
    """A cell that cannot be read; `message` is a template, `expected` what should stand there."""

    def __init__(self, message: str, expected: str) -> None:
        self.message = message
        self.expected = expected
        super().__init__(message)
