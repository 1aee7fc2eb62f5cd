"""A run on a mailbox whose provider takes no passwords: settings → token → login → filed mail."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fixtures.imap_server import ImapServer
from tests.fixtures.relay import Relay
from tests.fixtures.token_server import TokenServer
from tests.kit.documents import ubl
from tests.kit.house import ARCHIVE, ERROR, INBOX, House
from tests.kit.mails import mail


@pytest.fixture
def oauth_house(
    oauth_dovecot: ImapServer, token_server: TokenServer, relay: Callable[[ImapServer], Relay], tmp_path: Path
) -> tuple[House, Relay]:
    wire = relay(oauth_dovecot)
    house = House(wire.server, tmp_path, f"sqlite:///{tmp_path}/lieferschein.db")
    house.mailbox = {
        "auth": "oauth2",
        "oauth2": {
            "provider": "custom",
            "client_id": "anwendung",
            "refresh_token": "erster-refresh",
            "token_url": f"{token_server.url}/token",
        },
    }
    house.server = wire.server
    oauth_dovecot.append(oauth_dovecot.path(INBOX), *[mail((f"{n}.xml", ubl(f"LS-{n}"))) for n in range(3)])
    return house, wire


def test_expiry_in_the_middle_of_a_run(
    oauth_house: tuple[House, Relay], oauth_dovecot: ImapServer, token_server: TokenServer
) -> None:
    """The token runs out between import and move: a new one, and the run goes on."""
    house, wire = oauth_house
    wire.fault("UID MOVE", "answer", "* BYE Session invalidated - AccessTokenExpired\r\n")
    report = house.sync()
    assert (report.ending, report.counts["imported"]) == ("Completed", 3)
    assert len(oauth_dovecot.message_ids(oauth_dovecot.path(ARCHIVE))) == 3


def test_a_revoked_consent_moves_nothing(
    oauth_house: tuple[House, Relay], oauth_dovecot: ImapServer, token_server: TokenServer
) -> None:
    """The run fails with what to do; nothing goes to Fehler."""
    house, _ = oauth_house
    token_server.refresh_tokens.clear()
    report = house.sync()
    assert report.ending == "Failed"
    assert "lieferschein login" in report.summary
    assert len(oauth_dovecot.message_ids(oauth_dovecot.path(INBOX))) == 3
    assert oauth_dovecot.path(ERROR) not in oauth_dovecot.folders()
