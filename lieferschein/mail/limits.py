"""How much a mail may hold, measured while it is unpacked: what an archive declares about itself is never believed."""

from __future__ import annotations

from dataclasses import dataclass

from lieferschein.reasons import N_, Reason

MEGABYTE = 1024 * 1024
RATIO_FLOOR = MEGABYTE  # below this size a high ratio is an ordinary table of blanks, not a bomb
MULTIPARTS = 20  # multiparts within multiparts; real mail has three or four


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one mail: bytes as sent, bytes unpacked, parts and files, containers in containers, compression."""

    message: int = 50 * MEGABYTE
    unpacked: int = 200 * MEGABYTE
    parts: int = 1000
    depth: int = 5
    ratio: int = 200


class Stopped(Exception):
    """The mail cannot be unpacked further; `reason` says why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.code)
        self.reason = reason


class OverLimit(Stopped):
    """The mail holds more than the limits allow."""

    def __init__(self, message: str, path: str, **params: str) -> None:
        super().__init__(Reason("unpack_limit", message, {"place": place(path), **params}))


class Encrypted(Stopped):
    """A part that only its recipient can read; the rest of the mail can still be looked at."""

    def __init__(self, path: str, method: str) -> None:
        message = N_("Part {place} of the mail is encrypted ({method}) and cannot be read.")
        super().__init__(Reason("encrypted", message, {"place": place(path), "method": method}))


def place(path: str) -> str:
    """The path for a sentence; the mail as a whole is its own first part, as in IMAP."""
    return path or "1"


def too_large(size: int, limits: Limits) -> Reason | None:
    """The reason for refusing a message of `size` bytes; asked before it is fetched, too."""
    if size <= limits.message:
        return None
    message = N_("The mail has {size} MB; at most {limit} MB are accepted.")
    return Reason("too_large", message, {"size": _megabytes(size), "limit": _megabytes(limits.message)})


def _megabytes(size: int) -> str:
    return f"{size / MEGABYTE:.4g}"


class Budget:
    """What is left of the limits while one mail is walked."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.parts = 0
        self.unpacked = 0

    def count(self, path: str) -> None:
        """One more part of the mail, or file of an archive."""
        self.parts += 1
        if self.parts > self.limits.parts:
            message = N_("The mail has more than {limit} parts and files (up to part {place}).")
            raise OverLimit(message, path, limit=str(self.limits.parts))

    def take(self, size: int, path: str) -> None:
        """`size` more bytes came out of the mail."""
        self.unpacked += size
        if self.unpacked > self.limits.unpacked:
            message = N_("The mail holds more than {limit} MB when unpacked (up to part {place}).")
            raise OverLimit(message, path, limit=_megabytes(self.limits.unpacked))

    def enter(self, depth: int, path: str) -> None:
        """A container at `depth` is opened (1: directly in the mail)."""
        if depth > self.limits.depth:
            message = N_("More than {limit} archives or mails lie inside one another in part {place} of the mail.")
            raise OverLimit(message, path, limit=str(self.limits.depth))

    def nest(self, multiparts: int, path: str) -> None:
        """A multipart within `multiparts` others is opened."""
        if multiparts > MULTIPARTS:
            message = N_("More than {limit} groups of parts lie inside one another in part {place} of the mail.")
            raise OverLimit(message, path, limit=str(MULTIPARTS))


class Meter:
    """Counts what one archive gives, against the whole mail's budget and against the archive's own size."""

    def __init__(self, budget: Budget, compressed: int, path: str) -> None:
        self.budget = budget
        self.compressed = compressed
        self.path = path
        self.given = 0

    def add(self, size: int) -> None:
        """`size` more bytes came out of the archive."""
        self.given += size
        self.budget.take(size, self.path)
        if self.given > max(RATIO_FLOOR, self.budget.limits.ratio * self.compressed):
            message = N_("Part {place} of the mail grows to more than {limit} times its size when unpacked.")
            raise OverLimit(message, self.path, limit=str(self.budget.limits.ratio))
