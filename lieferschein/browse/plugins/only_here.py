"""A Datasette plugin: only this computer's own browser is answered.

The server listens on the loopback address alone. A page of another site could still reach it under a name of its own
that points here (DNS rebinding): such a name stands in the Host header, and is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from datasette import hookimpl

OURS = ("127.0.0.1", "localhost", "[::1]")


@hookimpl  # type: ignore[untyped-decorator]  # Datasette has no types
def asgi_wrapper() -> Callable[[Any], Any]:
    """Refuse requests under another name."""

    def wrap(app: Any) -> Any:
        async def guarded(scope: dict[str, Any], receive: Any, send: Any) -> None:
            if scope["type"] == "http" and not _ours(dict(scope["headers"]).get(b"host", b"")):
                await send(
                    {"type": "http.response.start", "status": 421, "headers": [(b"content-type", b"text/plain")]}
                )
                await send({"type": "http.response.body", "body": b"This page is for this computer only."})
                return
            await app(scope, receive, send)

        return guarded

    return wrap


def _ours(host: bytes) -> bool:
    name = host.decode("latin-1").lower()
    return name.rsplit(":", 1)[0] in OURS or name in OURS
