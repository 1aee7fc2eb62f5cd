"""`lieferschein login`."""

from __future__ import annotations


def login(mailbox: str | None = None) -> int:
    """Let a person give consent for a mailbox whose provider takes no passwords (auth = "oauth2").

    Shows an address, and a code to enter there; the tokens are kept in the mailbox's oauth2.cache_file.

        lieferschein login
        lieferschein login kiel

    Parameters
    ----------
    mailbox
        Which mailbox of the settings; left out: "default", or the only one there is.
    """
    from lieferschein.cli.common import chosen_mailbox, output
    from lieferschein.cli.failures import FAILED, UserError
    from lieferschein.settings import load_settings

    settings = load_settings()
    name = chosen_mailbox(settings, mailbox)
    record = settings.mailbox(name)
    if record.auth != "oauth2" or record.oauth2 is None:
        raise UserError(f'Mailbox {name} logs in with a password. Set auth = "oauth2" to log in with a token.')
    if record.oauth2.cache_file is None:
        raise UserError(
            f"mailboxes.{name}.oauth2.cache_file is missing. Name a file that keeps the consent, such as token.json."
        )

    from lieferschein.intake.accounts import oauth_client_of
    from lieferschein.mail import MailError
    from lieferschein.mail.oauth_login import Prompt, log_in

    console = output()

    def show(prompt: Prompt) -> None:
        console.print(f"Open {prompt.url}", soft_wrap=True)
        if prompt.code:
            console.print(f"and enter the code {prompt.code}")
        console.print(f"Log in as {record.user}; waiting …")

    try:
        log_in(oauth_client_of(record), show)
    except MailError as error:
        raise UserError(error.reason.sentence(settings.language), FAILED) from error
    console.print(f"Mailbox {name} can be used now. Test it: lieferschein check {name}")
    return 0
