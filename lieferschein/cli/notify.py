"""`lieferschein notify`."""

from __future__ import annotations

import sys
from typing import Annotated

from cyclopts import Parameter

from lieferschein.reasons import N_, translate

_SUBJECT = N_("lieferschein: notifications arrive here")
_BODY = N_("This is the test of lieferschein notify.")


def notify(url: Annotated[str, Parameter(allow_leading_hyphen=True)]) -> None:
    """Set where notifications go: a failed run, no run for hours, rejections, a silent supplier.

    The address is one of Apprise's (mail, Microsoft Teams, Slack, webhooks, …). It is kept in the Prefect server of
    `lieferschein up`, or of PREFECT_API_URL; a test message is sent at once. Give - to type it, or to pipe it in, so
    that a password in it stays out of the history of the shell.

        lieferschein notify "mailtos://user:password@smtp.example.com?from=prefect@example.com&to=ops@example.com"
        lieferschein notify "https://hooks.slack.com/services/T0000/B0000/XXXX"
        lieferschein notify -

    Parameters
    ----------
    url
        The address, or - to read it from standard input.
    """
    from lieferschein.cli.common import output
    from lieferschein.cli.failures import FAILED, UserError
    from lieferschein.local.prefect_server import using_server
    from lieferschein.settings import load_settings

    settings = load_settings()
    address = _read() if url == "-" else url
    with using_server(settings):
        from lieferschein.local.automations import install
        from lieferschein.local.notifying import Unsendable, is_address, save_address, send

        if not is_address(address):
            raise UserError("This is no address that Apprise knows; see https://github.com/caronc/apprise/wiki.")
        try:
            send(address, translate(_SUBJECT, settings.language), translate(_BODY, settings.language))
        except Unsendable as error:
            raise UserError(f"The test message could not be sent, nothing was changed: {error}", FAILED) from None
        save_address(address)
        install(settings)
    output().print("A test message was sent. From now on notifications go there.")


def _read() -> str:
    if sys.stdin.isatty():
        from getpass import getpass

        return getpass("Address: ").strip()
    return sys.stdin.readline().strip()
