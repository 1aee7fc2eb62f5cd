"""From the mailbox's settings to what the IMAP side and the ledger call it."""

from __future__ import annotations

from lieferschein.mail import Account
from lieferschein.settings import Mailbox


def account_of(mailbox: Mailbox) -> Account:
    """The account to log in with."""
    return Account(
        host=mailbox.host,
        port=mailbox.port,
        user=mailbox.user,
        password=mailbox.password.get_secret_value() if mailbox.password else None,
        auth=mailbox.auth,
        encryption=mailbox.encryption,
        ca_file=mailbox.ca_file,
        timeout=mailbox.timeout,
    )


def ledger_account(mailbox: Mailbox) -> str:
    """Whose mail it is, whatever the mailbox is called in the settings."""
    return f"{mailbox.user}@{mailbox.host.lower()}"


def lease_key(mailbox: Mailbox) -> str:
    """What one run at a time may work on: host, user and inbox folder."""
    return f"{ledger_account(mailbox)}/{mailbox.folders.inbox}"
