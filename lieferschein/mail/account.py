"""Who we are on which server: everything that `connect` needs, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Encryption = Literal["tls", "starttls", "none"]
Auth = Literal["password", "oauth2"]


@dataclass(frozen=True, slots=True)
class Account:
    """One mailbox on one IMAP server.

    Either `password`, or with ``auth="oauth2"`` a `token`: called at every login, it returns an access token that is
    still valid (see `lieferschein.mail.oauth`). A `token` with a method ``forget()`` is told when the server refused
    what it gave, and asked once more. `timeout` (seconds) bounds connecting and every single answer.
    """

    host: str
    user: str
    password: str | None = field(default=None, repr=False)
    port: int = 993
    auth: Auth = "password"
    encryption: Encryption = "tls"
    ca_file: str | Path | None = None
    timeout: float = 30.0
    token: Callable[[], str] | None = field(default=None, repr=False)

    def without_secrets(self, text: str) -> str:
        """`text` with the password struck out: servers echo what they were told."""
        return text.replace(self.password, "***") if self.password else text
