"""Which faults pass by themselves."""

from __future__ import annotations

from lieferschein.mail import MailError
from lieferschein.store import LeaseLost, StoreError


def is_transient(error: BaseException) -> bool:
    """Whether trying again may help: network, server, database; not a wrong password, a certificate, a lost lease."""
    return isinstance(error, MailError | StoreError) and error.transient and not isinstance(error, LeaseLost)
