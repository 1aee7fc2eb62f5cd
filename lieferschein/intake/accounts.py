"""From the mailbox's settings to what the IMAP side and the ledger call it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lieferschein.mail import Account
from lieferschein.settings import Mailbox

if TYPE_CHECKING:
    from lieferschein.mail.oauth import OAuthClient


def account_of(mailbox: Mailbox) -> Account:
    """The account to log in with."""
    token = None
    if mailbox.auth == "oauth2":
        from lieferschein.mail.oauth import TokenSource

        token = TokenSource(oauth_client_of(mailbox))
    return Account(
        host=mailbox.host,
        port=mailbox.port,
        user=mailbox.user,
        password=mailbox.password.get_secret_value() if mailbox.password else None,
        auth=mailbox.auth,
        encryption=mailbox.encryption,
        ca_file=mailbox.ca_file,
        timeout=mailbox.timeout,
        token=token,
    )


def oauth_client_of(mailbox: Mailbox) -> OAuthClient:
    """The registered application that asks for the mailbox's tokens."""
    from lieferschein.mail.oauth import OAuthClient

    oauth2 = mailbox.oauth2
    assert oauth2 is not None
    return OAuthClient(
        user=mailbox.user,
        provider=oauth2.provider,
        tenant=oauth2.tenant,
        client_id=oauth2.client_id,
        client_secret=oauth2.client_secret.get_secret_value() if oauth2.client_secret else None,
        token_url=oauth2.token_url,
        authorize_url=oauth2.authorize_url,
        device_url=oauth2.device_url,
        scope=oauth2.scope,
        refresh_token=oauth2.refresh_token.get_secret_value() if oauth2.refresh_token else None,
        service_account_file=oauth2.service_account_file,
        cache_file=oauth2.cache_file,
        timeout=mailbox.timeout,
    )


def ledger_account(mailbox: Mailbox) -> str:
    """Whose mail it is, whatever the mailbox is called in the settings."""
    return f"{mailbox.user}@{mailbox.host.lower()}"


def lease_key(mailbox: Mailbox) -> str:
    """What one run at a time may work on: host, user and inbox folder."""
    return f"{ledger_account(mailbox)}/{mailbox.folders.inbox}"
