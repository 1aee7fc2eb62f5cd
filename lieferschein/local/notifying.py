"""Where notifications go: any address that Apprise knows, kept in a block of the Prefect server."""

from __future__ import annotations

from prefect.blocks.abstract import NotificationError
from prefect.blocks.notifications import SlackWebhook
from pydantic import SecretStr

from lieferschein.local.automations import BLOCK


class Unsendable(Exception):
    """A notification cannot be sent there; the text says why."""


def is_address(url: str) -> bool:
    """Whether Apprise knows what to do with `url`."""
    from apprise import Apprise

    return bool(Apprise().add(url))


def save_address(url: str) -> None:
    """Keep `url` as the address of the notifications, in place of an earlier one."""
    SlackWebhook(url=SecretStr(url)).save(BLOCK, overwrite=True)


def send(url: str, subject: str, body: str) -> None:
    """Send one notification now; Unsendable says why that did not work."""
    block = SlackWebhook(url=SecretStr(url))
    with block.raise_on_failure():
        try:
            block.notify(subject=subject, body=body)
        except NotificationError as error:
            raise Unsendable(error.log.strip() or "no reason given") from None
