"""Faults inside a run that goes on living: a call that raises once, before or after it has done its work."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from lieferschein.mail import Session
from lieferschein.mail.errors import ConnectionLost, QuotaFull
from lieferschein.store import Store
from lieferschein.store.errors import Locked

PLACES: dict[str, tuple[Any, str]] = {
    "fetch": (Session, "fetch"),
    "attempt": (Store, "open_attempts"),
    "import": (Store, "import_messages"),
    "reject": (Store, "reject"),
    "move": (Session, "move"),
    "filed": (Store, "mark_filed"),
}
FAULTS: dict[str, Callable[[], BaseException]] = {
    "lost": lambda: ConnectionLost(host="h", said="reset"),
    "full": lambda: QuotaFull(host="h", said="full", command="MOVE"),
    "locked": lambda: Locked(database="d", detail="busy"),
    "ctrl-c": KeyboardInterrupt,
}


@contextmanager
def broken(place: str, fault: str, after: bool, skip: int) -> Iterator[None]:
    """A call fails, once, before or after it has done its work; `skip` calls before it go well."""
    owner, name = PLACES[place]
    original, left = getattr(owner, name), [skip]

    def call(*args: object, **kwargs: object) -> object:
        left[0] -= 1
        if left[0] == -1 and not after:
            raise FAULTS[fault]()
        result = original(*args, **kwargs)
        if left[0] == -1:
            raise FAULTS[fault]()
        return result

    setattr(owner, name, call)
    try:
        yield
    finally:
        setattr(owner, name, original)
