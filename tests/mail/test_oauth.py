"""OAuth2: tokens got, kept, refreshed and refused, against a token server and a Dovecot that takes its tokens."""

from __future__ import annotations

import json
import stat
import time
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import requests
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from lieferschein.mail import MailError, connect
from lieferschein.mail.errors import TokenRefused, Unavailable
from lieferschein.mail.oauth import OAuthClient, TokenSource
from lieferschein.mail.oauth_login import Prompt, log_in
from tests.fixtures.imap_server import ImapServer, free_port
from tests.fixtures.relay import Relay
from tests.fixtures.token_server import TokenServer
from tests.mail.mails import mail

MakeRelay = Callable[[ImapServer], Relay]


def client(provider: TokenServer, **changes: Any) -> OAuthClient:
    fields = {
        "user": provider.user or "lager@example.com", "provider": "custom", "client_id": "anwendung",
        "client_secret": "sehrgeheim", "token_url": f"{provider.url}/token",
    }  # fmt: skip
    return OAuthClient(**{**fields, **changes})


def account(server: ImapServer, source: Any) -> Any:
    return server.account(auth="oauth2", token=source, password=None)


@pytest.mark.parametrize("mechanism", ["XOAUTH2", "OAUTHBEARER"])
def test_login_with_either_mechanism(
    oauth_dovecot: ImapServer, token_server: TokenServer, relay: MakeRelay, mechanism: str
) -> None:
    """XOAUTH2 where it is offered, else OAUTHBEARER; the mailbox then works as with a password."""
    wire = relay(oauth_dovecot)
    if mechanism == "OAUTHBEARER":
        wire.rewrites.append((rb" AUTH=XOAUTH2", b""))
    with connect(account(wire.server, TokenSource(client(token_server)))) as session:
        assert session.append("INBOX", mail(1)) == 1
    assert any(mechanism in command for command in wire.commands)


def test_a_token_is_kept_until_shortly_before_it_expires(token_server: TokenServer, tmp_path: Path) -> None:
    """One request for many logins, and for the next run; a new one when a quarter of its life is left."""
    token_server.life = 2.0
    cache = tmp_path / "tokens" / "cache.json"
    source = TokenSource(client(token_server, cache_file=cache))
    first = source()
    assert source() == first
    assert TokenSource(client(token_server, cache_file=cache))() == first
    assert stat.S_IMODE(cache.stat().st_mode) == 0o600
    time.sleep(1.6)
    assert source() != first
    assert len(token_server.requests) == 2


def test_a_refused_token_is_replaced_once(oauth_dovecot: ImapServer, token_server: TokenServer) -> None:
    """The server refuses a token that we took for good: one new token, then it is in."""
    source = TokenSource(client(token_server))
    source()
    token_server.expire_all()
    connect(account(oauth_dovecot, source)).close()
    assert len(token_server.requests) == 2


@pytest.mark.parametrize(
    "answer", ["* BYE Session invalidated - AccessTokenExpired\r\n", "TAG BAD Token has expired\r\n"]
)
def test_expiry_in_the_middle_of_a_run(
    oauth_dovecot: ImapServer, token_server: TokenServer, relay: MakeRelay, answer: str
) -> None:
    """The server ends the session because the token ran out: a new token, and reading and moving go on."""
    oauth_dovecot.append("INBOX", mail(1), mail(2))
    oauth_dovecot.create("Archiv")
    wire = relay(oauth_dovecot)
    with connect(account(wire.server, TokenSource(client(token_server)))) as session:
        token_server.expire_all()
        wire.fault("UID SEARCH", "answer", answer)
        listing = session.list("INBOX")
        token_server.expire_all()
        wire.fault("UID FETCH", "answer", answer)
        assert len(session.fetch(listing, listing.uids)) == 2
        token_server.expire_all()
        wire.fault("UID MOVE", "answer", answer)
        assert session.move(listing, listing.uids, "Archiv").moved == {1, 2}
    assert len(oauth_dovecot.message_ids("Archiv")) == 2


def test_a_revoked_consent(oauth_dovecot: ImapServer, token_server: TokenServer) -> None:
    """The refresh token is refused: not transient, and it says to log in again."""
    source = TokenSource(client(token_server, refresh_token="erster-refresh"))
    connect(account(oauth_dovecot, source)).close()
    token_server.expire_all()
    token_server.refresh_tokens.clear()
    with pytest.raises(TokenRefused, match="lieferschein login") as caught:
        connect(account(oauth_dovecot, source))
    assert not caught.value.transient


def test_a_rotating_refresh_token_is_kept(token_server: TokenServer, tmp_path: Path) -> None:
    """The newest refresh token counts, across processes; a newly configured one helps when the kept one is revoked."""
    token_server.rotate = True
    settings = client(token_server, client_secret=None, refresh_token="erster-refresh", cache_file=tmp_path / "c.json")
    for _ in range(3):
        source = TokenSource(settings)
        source()
        source.forget()
    token_server.refresh_tokens = {"erster-refresh"}
    assert TokenSource(settings)()


def test_a_service_account_signs_for_the_user(token_server: TokenServer, tmp_path: Path) -> None:
    """Google: a JWT in the user's name, signed with the key of the JSON file (RFC 7523)."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    file = tmp_path / "schluessel.json"
    file.write_text(
        json.dumps(
            {
                "client_email": "robot@x.example",
                "private_key": pem,
                "private_key_id": "1",
                "token_uri": f"{token_server.url}/token",
            }
        )
    )
    settings = OAuthClient(user="lager@example.com", provider="google", service_account_file=file)
    assert TokenSource(settings)()
    [form] = token_server.requests
    header, payload, _ = form["assertion"].split(".")
    claims = json.loads(_unpadded(payload))
    assert (claims["iss"], claims["sub"]) == ("robot@x.example", "lager@example.com")
    assert claims["scope"] == "https://mail.google.com/"
    assert json.loads(_unpadded(header))["alg"] == "RS256"


@pytest.mark.parametrize("content", ["", "{}", '{"client_email": "a", "private_key": "b"}', "[1]"])
def test_a_wrong_key_file_is_named(tmp_path: Path, content: str) -> None:
    """No traceback and no content of the file in the sentence."""
    file = tmp_path / "schluessel.json"
    file.write_text(content)
    with pytest.raises(TokenRefused, match=r"schluessel\.json"):
        TokenSource(OAuthClient(user="x", provider="google", service_account_file=file))()


def test_device_code(token_server: TokenServer, tmp_path: Path) -> None:
    """The person is shown address and code; after consent the tokens are kept, and later runs need nobody."""
    token_server.pending = 2
    settings = client(
        token_server, client_secret=None, device_url=f"{token_server.url}/devicecode", cache_file=tmp_path / "c.json"
    )
    with pytest.raises(TokenRefused, match="Nobody has logged in"):
        TokenSource(settings)()
    shown: list[Prompt] = []
    log_in(settings, shown.append)
    assert shown == [Prompt("https://x.example/device", "ABCD-EFGH")]
    source = TokenSource(settings)
    assert source() == "token-geheim-1"
    source.forget()
    assert source() == "token-geheim-2"


def test_device_code_that_nobody_enters(token_server: TokenServer) -> None:
    """It gives up after a while, and says how to begin anew; a refusal ends it at once."""
    token_server.pending = 1000
    settings = client(token_server, client_secret=None, device_url=f"{token_server.url}/devicecode")
    with pytest.raises(TokenRefused, match="in time"):
        log_in(settings, lambda prompt: None, wait=0.2)
    token_server.refuse = ("access_denied", "the person said no")
    with pytest.raises(TokenRefused, match="said no"):
        log_in(settings, lambda prompt: None, wait=5)


def test_consent_in_the_browser(token_server: TokenServer, tmp_path: Path) -> None:
    """The browser comes back to this computer with a code, which is exchanged with PKCE; strangers are passed over."""
    settings = client(token_server, authorize_url=f"{token_server.url}/authorize", cache_file=tmp_path / "c.json")

    def browse(prompt: Prompt) -> None:
        Thread(target=lambda: requests.get(prompt.url, timeout=5).close()).start()

    assert log_in(settings, browse, wait=10)() == "token-geheim-1"
    [form] = token_server.requests
    assert (form["grant_type"], form["code"]) == ("authorization_code", "zusage")
    assert len(form["code_verifier"]) >= 43


@pytest.mark.parametrize(
    ("error", "description", "words"),
    [
        ("invalid_client", "AADSTS7000215: Invalid client secret provided.", "client_secret"),
        ("invalid_client", "AADSTS7000222: The provided client secret keys are expired.", "make a new one"),
        ("invalid_grant", "AADSTS700082: The refresh token has expired due to inactivity.", "Log in again"),
        ("invalid_grant", "AADSTS65001: The user or administrator has not consented", "Log in again"),
        ("unauthorized_client", "Client is unauthorized to retrieve access tokens", "administrator"),
        ("invalid_scope", "AADSTS70011: The provided value for scope is not valid", "scope"),
        ("invalid_request", "AADSTS900023: Specified tenant identifier is neither valid", "tenant"),
        ("strange", "who knows sehrgeheim", "***"),
    ],
)
def test_refusals_of_the_token_service(token_server: TokenServer, error: str, description: str, words: str) -> None:
    """Each says what to do, for good, without the secret."""
    token_server.refuse = (error, description)
    with pytest.raises(TokenRefused) as caught:
        TokenSource(client(token_server))()
    sentence = str(caught.value)
    assert words in sentence
    assert "sehrgeheim" not in sentence
    assert not caught.value.transient


def test_faults_of_the_token_service_are_transient(token_server: TokenServer) -> None:
    """503, throttling, and no answer may pass; a wrong address does not."""
    for status in (503, 500, 429):
        token_server.status = status
        with pytest.raises(Unavailable, match=str(status)):
            TokenSource(client(token_server))()
    token_server.status = 404
    with pytest.raises(TokenRefused, match="404"):
        TokenSource(client(token_server))()
    token_server.status, token_server.refuse = None, ("temporarily_unavailable", "busy")
    with pytest.raises(Unavailable, match="busy"):
        TokenSource(client(token_server))()
    with pytest.raises(Unavailable):
        TokenSource(client(token_server, token_url=f"http://127.0.0.1:{free_port()}/token"))()


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("TAG NO User is authenticated but not connected.\r\n", "FullAccess"),
        ("TAG NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)\r\n", "lieferschein login"),
        ("TAG NO AUTHENTICATE failed. IMAP is disabled for this user\r\n", "switched off"),
    ],
)
def test_refusals_of_the_mail_server(
    oauth_dovecot: ImapServer, token_server: TokenServer, relay: MakeRelay, answer: str, words: str
) -> None:
    """The token is good and yet the server says no: the riddle is explained; the token never appears."""
    wire = relay(oauth_dovecot)
    wire.fault("AUTHENTICATE", "answer", answer, times=2)
    with pytest.raises(TokenRefused, match=words) as caught:
        connect(account(wire.server, TokenSource(client(token_server))))
    assert "token-" not in str(caught.value)


def test_microsoft_and_google_need_little(tmp_path: Path) -> None:
    """Endpoints and scopes follow from the provider."""
    microsoft = OAuthClient(user="x", tenant="contoso.example", client_id="a", client_secret="b")
    assert microsoft.endpoint("token") == "https://login.microsoftonline.com/contoso.example/oauth2/v2.0/token"
    assert microsoft.scope_for("application") == "https://outlook.office365.com/.default"
    google = OAuthClient(user="x", provider="google", client_id="a", client_secret="b")
    assert google.endpoint("devicecode") == ""
    with pytest.raises(MailError, match="lieferschein login"):
        TokenSource(google)()
    assert "sehrgeheim" not in repr(OAuthClient(user="x", client_secret="sehrgeheim", refresh_token="sehrgeheim"))


def _unpadded(text: str) -> bytes:
    import base64

    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
