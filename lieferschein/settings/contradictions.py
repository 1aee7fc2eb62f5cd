"""What is wrong between settings that are each right by themselves."""

from __future__ import annotations

from lieferschein.settings.model import Settings
from lieferschein.settings.problems import Problem, nearest


def contradictions(settings: Settings) -> list[Problem]:
    """What is wrong between settings that are each right by themselves."""
    return [
        *_unknown_mailboxes(settings),
        *_missing_authserv_ids(settings),
        *_shared_glns(settings),
        *(_unknown_options(settings) or _wrong_options(settings)),
        *_wrong_senders(settings),
    ]


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
            "Authentication-Results headers, such as mx.example.com, or verify_dkim = true",
        )
        for name, mailbox in settings.mailboxes.items()
        for key, supplier in settings.suppliers_of(name).items()
        if supplier.authentication != "none" and mailbox.authserv_id is None and not mailbox.verify_dkim
    ]


def _shared_glns(settings: Settings) -> list[Problem]:
    owners: dict[str, str] = {}
    return [
        Problem(("branches", name, "gln"), f"gives {gln}, which already means the branch {owners[gln]}")
        for name, branch in settings.branches.items()
        for gln in branch.gln
        if owners.setdefault(gln, name) != name
    ]


def _unknown_options(settings: Settings) -> list[Problem]:
    from parsers import FORMATS  # late: see supplier.py

    found = []
    for key, supplier in settings.suppliers.items():
        formats = FORMATS.values() if supplier.format == "auto" else [FORMATS[supplier.format]]
        known = sorted({"timezone"}.union(*(each.options for each in formats)))
        for name in supplier.options:
            if name not in known:
                text = (
                    f"is no option of the format {supplier.format}{nearest(name, known)}; known are {', '.join(known)}"
                )
                found.append(Problem(("suppliers", key, "options", name), text))
    return found


def _wrong_options(settings: Settings) -> list[Problem]:
    from parsers.option_checks import check_options

    found = []
    for key, supplier in settings.suppliers.items():
        if supplier.format == "auto" or not supplier.options:
            continue
        try:
            check_options(supplier.format, supplier.options)
        except ValueError as error:
            found.append(Problem(("suppliers", key, "options"), f"is not usable: {error}"))
    return found


def _wrong_senders(settings: Settings) -> list[Problem]:
    if not settings.suppliers:
        return []
    from lieferschein.mail import SupplierSenders, sender_problems  # late: the mail package is not needed for help

    suppliers = [
        SupplierSenders(key, each.name, each.senders, each.gln, each.vat_id, each.mailboxes, each.authentication)
        for key, each in settings.suppliers.items()
    ]
    return [Problem((), sentence) for sentence in sender_problems(suppliers)]
