"""OAuth2 access tokens for mailboxes whose providers take no passwords: Microsoft 365, Google, any token URL.

    source = TokenSource(OAuthClient(user="lager@example.com", tenant="…", client_id="…", client_secret="…"))
    connect(Account(host="outlook.office365.com", user="lager@example.com", auth="oauth2", token=source))

Which grant is used follows from what is given:

    service_account_file              Google Workspace, domain-wide delegation (RFC 7523)
    refresh_token, or one of a login  a person's mailbox (RFC 6749 section 6); see `lieferschein.mail.oauth_login`
    client_secret                     the application itself (client credentials, RFC 6749 section 4.4), not at Google

Tokens are kept in memory and, with `cache_file`, in a file that only its owner may read; they are refreshed before they
expire, and once more when the server refuses one all the same.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import AssertionSession, OAuth2Session
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from lieferschein.mail.errors import MailError, TokenRefused, Unavailable
from lieferschein.mail.oauth_cache import TokenCache
from lieferschein.mail.oauth_refusals import explain_refusal
from lieferschein.reasons import N_

REFRESH_BEFORE_EXPIRY = 120.0  # seconds; a quarter of its life where a token lives shorter than eight minutes
_LATER = {"temporarily_unavailable", "server_error", "slow_down"}
_MICROSOFT = "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/{endpoint}"


@dataclass(frozen=True, slots=True)
class OAuthClient:
    """The registered application and the mailbox `user`; URLs and scope follow from the provider unless given."""

    user: str
    provider: Literal["microsoft", "google", "custom"] = "microsoft"
    tenant: str | None = None
    client_id: str | None = None
    client_secret: str | None = field(default=None, repr=False)
    token_url: str | None = None
    authorize_url: str | None = None
    device_url: str | None = None
    scope: str | None = None
    refresh_token: str | None = field(default=None, repr=False)
    service_account_file: str | Path | None = None
    cache_file: str | Path | None = None
    timeout: float = 30.0

    def endpoint(self, name: Literal["token", "authorize", "devicecode"]) -> str:
        """The provider's address for a step, "" where it has none."""
        given = {"token": self.token_url, "authorize": self.authorize_url, "devicecode": self.device_url}[name]
        if given:
            return given
        if self.provider == "microsoft":
            return _MICROSOFT.format(tenant=self.tenant or "organizations", endpoint=name)
        google = {
            "token": "https://oauth2.googleapis.com/token",
            "authorize": "https://accounts.google.com/o/oauth2/v2/auth",
        }
        return google.get(name, "") if self.provider == "google" else ""

    def scope_for(self, grant: Literal["application", "person"]) -> str | None:
        """The scope that gives IMAP."""
        if self.scope or self.provider == "custom":
            return self.scope
        if self.provider == "google":
            return "https://mail.google.com/"
        if grant == "application":
            return "https://outlook.office365.com/.default"
        return "https://outlook.office.com/IMAP.AccessAsUser.All offline_access"

    @property
    def host(self) -> str:
        """Whom to name when the provider refuses."""
        return urlsplit(self.endpoint("token")).hostname or self.provider

    def session(self, grant: Literal["application", "person"]) -> OAuth2Session:
        """authlib's client, with a time-out on every request."""
        return OAuth2Session(
            client_id=self.client_id,
            client_secret=self.client_secret,
            token_endpoint_auth_method="client_secret_post" if self.client_secret else "none",
            scope=self.scope_for(grant),
            default_timeout=self.timeout,
        )


class TokenSource:
    """Called, it returns an access token that is good for a login now. Raises TokenRefused or Unavailable."""

    def __init__(self, client: OAuthClient) -> None:
        self.client = client
        self._cache = TokenCache(client.cache_file, f"{client.endpoint('token')} {client.client_id} {client.user}")

    def __call__(self) -> str:
        """The access token: a kept one while it lasts, else a new one."""
        token = self._cache.load()
        if token.get("access_token") and time.time() < float(token.get("good_until", 0)):
            return str(token["access_token"])
        return str(self.keep(self._fetch(token.get("refresh_token")))["access_token"])

    def forget(self) -> None:
        """The server refused the token: fetch a new one next time."""
        token = self._cache.load()
        self._cache.save({key: value for key, value in token.items() if key == "refresh_token"})

    def keep(self, token: dict[str, Any]) -> dict[str, Any]:
        """Store a token answer; a refresh token stays when the answer brings no new one."""
        if not token.get("access_token"):
            raise self._refused("no access_token in the answer")
        life = float(token.get("expires_in") or 3600)
        kept = {
            "access_token": token["access_token"],
            "good_until": time.time() + life - min(REFRESH_BEFORE_EXPIRY, life / 4),
            "refresh_token": token.get("refresh_token") or self._cache.load().get("refresh_token"),
        }
        self._cache.save({key: value for key, value in kept.items() if value})
        return kept

    def _fetch(self, cached_refresh_token: str | None) -> dict[str, Any]:
        client = self.client
        if client.service_account_file:
            return self.ask(self._from_service_account)
        refused: MailError | None = None
        # a rotated token supersedes the configured one, until somebody configures a new one
        for refresh_token in dict.fromkeys((cached_refresh_token, client.refresh_token)):
            if not refresh_token:
                continue
            try:
                return self.ask(lambda token=refresh_token: self._refresh(token))
            except TokenRefused as error:
                refused = error
        if refused:
            raise refused
        if client.client_secret and client.provider != "google":
            return self.ask(self._from_client_credentials)
        message = N_("Nobody has logged in for {user} yet. Run lieferschein login once.")
        raise TokenRefused(message, host=client.host, user=client.user)

    def _refresh(self, refresh_token: str) -> Any:
        session = self.client.session("person")
        return session.refresh_token(self.client.endpoint("token"), refresh_token=refresh_token)

    def _from_client_credentials(self) -> Any:
        session = self.client.session("application")
        return session.fetch_token(self.client.endpoint("token"), grant_type="client_credentials")

    def _from_service_account(self) -> Any:
        client = self.client
        try:
            key = json.loads(Path(str(client.service_account_file)).read_text("utf-8"))
            endpoint = client.token_url or key.get("token_uri") or client.endpoint("token")
            session = AssertionSession(
                token_endpoint=endpoint, issuer=key["client_email"], subject=client.user, audience=endpoint,
                claims={"scope": client.scope_for("application")}, key=RSAKey.import_key(key["private_key"]),
                header={"alg": "RS256", "kid": key.get("private_key_id", "")}, default_timeout=client.timeout,
            )  # fmt: skip
        except (OSError, ValueError, KeyError, TypeError, AttributeError, JoseError) as error:
            message = N_(
                "The service account's key file {file} cannot be used ({said}). Download the JSON key again from "
                "Google Cloud, and name it as service_account_file."
            )
            name = Path(str(client.service_account_file)).name
            said = f"{type(error).__name__} {error}" if isinstance(error, OSError | KeyError) else type(error).__name__
            raise TokenRefused(message, host=client.host, user=client.user, file=name, said=said) from None
        return session.refresh_token()

    def ask(self, request: Any) -> dict[str, Any]:
        """Make a request of the provider; its refusals and the network's faults become MailErrors."""
        host = self.client.host
        try:
            return dict(request())
        except AuthlibBaseError as error:
            said = f"{error.error or ''} {error.description or ''}"
            if error.error in _LATER:
                raise Unavailable(host=host, said=said) from None
            raise self._refused(said) from None
        except requests.RequestException as error:
            status = error.response.status_code if error.response is not None else 0
            if 400 <= status < 500 and status != 429:
                raise self._refused(f"HTTP {status}") from None
            raise Unavailable(host=host, said=_what(error)) from None
        except (ValueError, TypeError, KeyError):
            raise self._refused("no JSON of an OAuth2 token service") from None

    def _refused(self, said: str) -> TokenRefused:
        for secret in (self.client.client_secret, self.client.refresh_token):
            said = said.replace(secret, "***") if secret else said
        return TokenRefused(explain_refusal(said), host=self.client.host, user=self.client.user, said=said)


def _what(error: requests.RequestException) -> str:
    """A short word for a network fault: requests' own texts hold addresses of objects."""
    if error.response is not None:
        return f"HTTP {error.response.status_code}"
    return type(error).__name__
