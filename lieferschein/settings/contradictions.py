"""What is wrong between settings that are each right by themselves."""

from __future__ import annotations

from lieferschein.settings.model import Settings
from lieferschein.settings.problems import Problem


def contradictions(settings: Settings) -> list[Problem]:
    """What is wrong between settings that are each right by themselves."""
    return [*_unknown_mailboxes(settings), *_missing_authserv_ids(settings), *_shared_glns(settings)]


def _unknown_mailboxes(settings: Settings) -> list[Problem]:
    known = ", ".join(settings.mailboxes) or "none"
    return [
        Problem(("suppliers", key, "mailboxes"), f'names "{name}", which is no mailbox; there is {known}')
        for key, supplier in settings.suppliers.items()
        for name in supplier.mailboxes
        if name not in settings.mailboxes
    ]


def _missing_authserv_ids(settings: Settings) -> list[Problem]:
    return [
        Problem(
            ("mailboxes", name, "authserv_id"),
            f"is missing; suppliers.{key}.authentication needs the name of your own mail server in the "
            "Authentication-Results headers, such as mx.example.com",
        )
        for name, mailbox in settings.mailboxes.items()
        for key, supplier in settings.suppliers_of(name).items()
        if supplier.authentication != "none" and mailbox.authserv_id is None
    ]


def _shared_glns(settings: Settings) -> list[Problem]:
    owners: dict[str, str] = {}
    return [
        Problem(("branches", name, "gln"), f"gives {gln}, which already means the branch {owners[gln]}")
        for name, branch in settings.branches.items()
        for gln in branch.gln
        if owners.setdefault(gln, name) != name
    ]
