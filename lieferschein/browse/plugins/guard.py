"""A Datasette plugin: who is answered.

On the loopback address this computer's own browser. A page of another site could reach the server there under a name of
its own that points here (DNS rebinding): such a name stands in the Host header, and is refused. Where a password is
set (BROWSE_LOGIN, name:password, from `lieferschein browse`), whoever sends it, and nobody else (RFC 7617). Nothing can
be sent here, so that no page of another site can make a reader's browser do so.
"""

from __future__ import annotations

import base64
import hmac
import os
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from datasette import hookimpl

OURS = ("127.0.0.1", "localhost", "[::1]")
ASK = (b"www-authenticate", b'Basic realm="Delivery notes", charset="UTF-8"')
PLAIN = (b"content-type", b"text/plain; charset=utf-8")


@hookimpl  # type: ignore[untyped-decorator]  # Datasette has no types
def asgi_wrapper() -> Callable[[Any], Any]:
    """Refuse requests under another name, or without the password."""
    login = os.environ.get("BROWSE_LOGIN", "").encode()

    def wrap(app: Any) -> Any:
        async def guarded(scope: dict[str, Any], receive: Any, send: Any) -> None:
            headers = dict(scope.get("headers", ()))
            if scope["type"] == "lifespan":
                await app(scope, receive, send)
            elif login and not _knows(login, headers.get(b"authorization", b"")):
                await _refuse(send, 401, b"These pages want a name and a password.", ASK)
            elif not login and not _ours(headers.get(b"host", b"")):
                await _refuse(send, 421, b"This page is for this computer only.")
            elif scope.get("method") not in ("GET", "HEAD", "OPTIONS"):
                await _refuse(send, 405, b"These pages are for reading.", (b"allow", b"GET, HEAD, OPTIONS"))
            else:
                await app(scope, receive, send)

        return guarded

    return wrap


@hookimpl  # type: ignore[untyped-decorator]
def render_cell(value: object, column: str, database: str) -> object:
    """The notes that were found lead to their page, wherever the reader comes from."""
    from markupsafe import Markup

    if column == "note" and isinstance(value, str) and value.startswith(f"/{quote(database)}/note?number="):
        return Markup('<a href="{0}">{0}</a>').format(value)
    return None


async def _refuse(send: Any, status: int, text: bytes, *headers: tuple[bytes, bytes]) -> None:
    await send({"type": "http.response.start", "status": status, "headers": [PLAIN, *headers]})
    await send({"type": "http.response.body", "body": text})


def _knows(login: bytes, authorization: bytes) -> bool:
    scheme, _, given = authorization.partition(b" ")
    return scheme.lower() == b"basic" and hmac.compare_digest(given.strip(), base64.b64encode(login))


def _ours(host: bytes) -> bool:
    name = host.decode("latin-1").lower()
    return name.rsplit(":", 1)[0] in OURS or name in OURS
