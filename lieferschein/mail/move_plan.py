"""What a move is about to do, and what became of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class PlannedMail:
    """A message of a plan and how its copy is recognised."""

    uid: int
    message_id: str
    size: int


@dataclass(frozen=True, slots=True)
class MovePlan:
    """What a move is about to do; to be kept before the COPY and given to `recover` by a later run."""

    source: str
    uidvalidity: int
    target: str
    target_uidvalidity: int
    target_uidnext: int
    mails: tuple[PlannedMail, ...]

    @property
    def uids(self) -> frozenset[int]:
        """The UIDs in the source."""
        return frozenset(mail.uid for mail in self.mails)

    def to_json(self) -> dict[str, Any]:
        """The plan as plain values."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> MovePlan:
        """The reverse of `to_json`."""
        return cls(**{**values, "mails": tuple(PlannedMail(**mail) for mail in values["mails"])})


@dataclass(frozen=True, slots=True)
class Moved:
    """What became of the UIDs: in the target; gone without us; still in the source (only from `recover`)."""

    moved: frozenset[int] = frozenset()
    vanished: frozenset[int] = frozenset()
    left: frozenset[int] = frozenset()

    def __or__(self, other: Moved) -> Moved:
        return Moved(self.moved | other.moved, self.vanished | other.vanished, self.left | other.left)


Remember = Callable[[MovePlan], None]
