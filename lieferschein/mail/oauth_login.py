"""A person's consent, once: by device code (RFC 8628), or in the browser, sent back to this computer (RFC 8252)."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from authlib.integrations.base_client import OAuthError

from lieferschein.mail.errors import TokenRefused
from lieferschein.mail.oauth import OAuthClient, TokenSource
from lieferschein.reasons import N_

_DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"


@dataclass(frozen=True, slots=True)
class Prompt:
    """What to show the person: open `url`, and, by device code, enter `code` there."""

    url: str
    code: str | None = None


def log_in(client: OAuthClient, show: Callable[[Prompt], None], wait: float = 900.0) -> TokenSource:
    """Ask the person for consent and keep the tokens in the client's cache file. Raises TokenRefused or Unavailable.

    `show` is called with what the person has to do; then this waits up to `wait` seconds. Google gives no mail scope by
    device code, so there, and where no device_url is known, the browser of this computer is sent back to us.
    """
    source = TokenSource(client)
    token = _by_device_code(source, show, wait) if client.endpoint("devicecode") else _by_browser(source, show, wait)
    source.keep(token)
    return source


def _by_device_code(source: TokenSource, show: Callable[[Prompt], None], wait: float) -> dict[str, Any]:
    client = source.client
    session = client.session("person")
    started = source.ask(
        lambda: _checked(
            session.post(
                client.endpoint("devicecode"),
                data={"client_id": client.client_id, "scope": client.scope_for("person")},
                withhold_token=True,
            ).json()
        )
    )
    address = started.get("verification_uri_complete") or started.get("verification_uri") or ""
    show(Prompt(str(address or started.get("verification_url", "")), str(started["user_code"])))
    interval = float(started.get("interval", 5))
    deadline = time.monotonic() + min(wait, float(started.get("expires_in", wait)))
    while time.monotonic() < deadline:
        time.sleep(interval)
        answer = source.ask(lambda: _poll(source, str(started["device_code"])))
        if "access_token" in answer:
            return answer
        interval += 5 if answer.get("error") == "slow_down" else 0
    raise _gave_up(client)


def _poll(source: TokenSource, device_code: str) -> Mapping[str, Any]:
    """One question whether the person is through; "not yet" is an answer, everything else is raised."""
    client = source.client
    data = {"grant_type": _DEVICE_GRANT, "device_code": device_code, "client_id": client.client_id}
    if client.client_secret:
        data["client_secret"] = client.client_secret
    response = client.session("person").post(client.endpoint("token"), data=data, withhold_token=True)
    answer: Mapping[str, Any] = response.json()
    return answer if answer.get("error") in {"authorization_pending", "slow_down"} else _checked(answer)


def _checked(answer: Mapping[str, Any]) -> Mapping[str, Any]:
    if "error" in answer:
        raise OAuthError(error=answer["error"], description=answer.get("error_description"))
    return answer


def _by_browser(source: TokenSource, show: Callable[[Prompt], None], wait: float) -> dict[str, Any]:
    client = source.client
    with _Redirect() as redirect:
        session = client.session("person")
        session.redirect_uri = f"http://127.0.0.1:{redirect.server_port}"
        verifier = secrets.token_urlsafe(48)
        session.code_challenge_method = "S256"
        extra = {"access_type": "offline", "prompt": "consent"} if client.provider == "google" else {}
        url, state = session.create_authorization_url(client.endpoint("authorize"), code_verifier=verifier, **extra)
        show(Prompt(url))
        answer = redirect.wait_for(state, wait)
        if answer is None:
            raise _gave_up(client)
        source.ask(lambda: _checked(answer))
        return source.ask(
            lambda: session.fetch_token(
                client.endpoint("token"), grant_type="authorization_code", code=answer["code"], code_verifier=verifier
            )
        )


class _Redirect(HTTPServer):
    """Listens on this computer for the browser that comes back with the code."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _RedirectHandler)
        self.answer: dict[str, str] = {}

    def wait_for(self, state: str, wait: float) -> dict[str, str] | None:
        """The query of the redirect that carries our `state`; others (favicons, strangers) are passed over."""
        deadline = time.monotonic() + wait
        while (rest := deadline - time.monotonic()) > 0:
            self.timeout = rest
            self.handle_request()
            if secrets.compare_digest(self.answer.get("state", ""), state):
                return self.answer
        return None


class _RedirectHandler(BaseHTTPRequestHandler):
    timeout = 10  # a browser that opens a connection and says nothing

    def do_GET(self) -> None:
        query = parse_qs(urlsplit(self.path).query)
        server = self.server
        if isinstance(server, _Redirect):
            server.answer = {name: values[0] for name, values in query.items()}
        self.send_response(200)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.end_headers()
        self.wfile.write("lieferschein: you may close this window. Sie können dieses Fenster schließen.".encode())

    def log_message(self, format: str, *args: Any) -> None:
        """Keep the code out of the terminal."""


def _gave_up(client: OAuthClient) -> TokenRefused:
    message = N_("Nobody gave consent for {user} in time. Run lieferschein login again.")
    return TokenRefused(message, host=client.host, user=client.user)
