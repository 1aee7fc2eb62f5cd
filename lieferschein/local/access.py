"""Who may reach our servers: everybody on this computer, or those with a password from elsewhere."""

from __future__ import annotations

import ipaddress
import os
from pathlib import Path

from dotenv import dotenv_values

from lieferschein.local.process import HOST, ProcessError

SERVER_LOGIN, CLIENT_LOGIN = "PREFECT_SERVER_API_AUTH_STRING", "PREFECT_API_AUTH_STRING"
SHORTEST = 12


def is_loopback(host: str) -> bool:
    """Whether only this computer reaches `host`."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False  # a name: who knows what it means tomorrow


def login() -> str | None:
    """name:password of the server, from the environment or from the `.env` that Prefect reads too."""
    stated = dotenv_values(Path.cwd() / ".env")
    return next(
        (found for name in (SERVER_LOGIN, CLIENT_LOGIN) if (found := os.environ.get(name) or stated.get(name))), None
    )


def login_on(host: str) -> str | None:
    """name:password that a server on `host` asks for. ProcessError where it has to be there, and strong, and is not."""
    found = login()
    if not is_loopback(host) and not _strong(found):
        raise ProcessError(
            f"On {host} others can reach the server: set {SERVER_LOGIN}=name:password in the environment or in .env, "
            f"with a password of {SHORTEST} characters or more."
        )
    return found


def access(host: str, port: int) -> dict[str, str]:
    """What the Prefect server on `host` and its clients find in their environment. ProcessError without a password."""
    found = login_on(host)
    logins = {SERVER_LOGIN: found, CLIENT_LOGIN: found} if found else {}
    if is_loopback(host):
        return logins
    return {
        **logins,
        "PREFECT_SERVER_API_HOST": host,
        "PREFECT_SERVER_CSRF_PROTECTION_ENABLED": "true",
        "PREFECT_API_URL": f"http://{_reached(host)}:{port}/api",
        "PREFECT_UI_API_URL": "/api",  # of wherever the page came from
    }


def _strong(found: str | None) -> bool:
    name, colon, password = (found or "").partition(":")
    return bool(name and colon) and len(password) >= SHORTEST


def _reached(host: str) -> str:
    """Where our own programs reach a server that listens on `host`."""
    try:
        everywhere = ipaddress.ip_address(host).is_unspecified  # 0.0.0.0 or ::
    except ValueError:
        everywhere = False
    if everywhere:
        return "[::1]" if ":" in host else HOST
    return in_url(host)


def in_url(host: str) -> str:
    """`host` as it stands in an address."""
    return f"[{host}]" if ":" in host else host


def client_login() -> None:
    """Let this process and its children log in at a server that wants it."""
    found = login()
    if found:
        os.environ.setdefault(CLIENT_LOGIN, found)
