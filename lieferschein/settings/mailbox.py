"""A mailbox: the server, the login, the three folders, and who may use it from when on."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator, model_validator

from lieferschein.settings.kinds import Secret, Section, Text, TextList

Seconds = Annotated[float, Field(gt=0, le=3600)]


class Folders(Section):
    """Where mail waits, and where it goes."""

    inbox: Text = "INBOX/LIEFERSCHEINE/Eingang"
    """the folder that delivery notes arrive in"""
    archive: Text = "INBOX/LIEFERSCHEINE/ARCHIV"
    """the folder for mail that is done"""
    error: Text = "INBOX/LIEFERSCHEINE/FEHLER"
    """the folder for rejected mail"""
    create: bool = True
    """whether missing folders are made"""
    note_in_error: bool = False
    """whether an answer mail is put beside a rejected one"""

    @model_validator(mode="after")
    def _different(self) -> Folders:
        names = [self.inbox, self.archive, self.error]
        if len({_comparable(name) for name in names}) < len(names):
            raise ValueError("three different folders for inbox, archive and error")
        return self


def _comparable(folder: str) -> str:
    # RFC 3501 5.1: INBOX is the one name that is the same in upper and lower case
    path = folder.strip("/")
    return "INBOX" + path[5:] if path[:5].upper() == "INBOX" and path[5:6] in {"", "/", "."} else path


class OAuth2(Section):
    """How an access token is got for XOAUTH2."""

    provider: Literal["microsoft", "google", "custom"] = "microsoft"
    """whose token service it is"""
    tenant: Text | None = None
    """the directory (tenant) id at Microsoft"""
    client_id: Text | None = None
    """the id of the registered application"""
    client_secret: Secret = None
    """the secret of the registered application"""
    token_url: Text | None = None
    """the address of the token service, for provider = "custom\""""
    authorize_url: Text | None = None
    """where a person's browser logs in, for provider = "custom\""""
    device_url: Text | None = None
    """where a device code is asked for, for provider = "custom\""""
    scope: Text | None = None
    """the scope to ask for"""
    refresh_token: Secret = None
    """a refresh token that a person's consent gave"""
    service_account_file: Path | None = None
    """the key file of a Google service account"""
    cache_file: Path | None = None
    """where tokens are kept between runs"""


class Mailbox(Section):
    """One mailbox on one server."""

    host: Text
    """the name of the IMAP server"""
    port: Annotated[int, Field(ge=1, le=65535)] = 993
    """the port: 993 with tls, 143 with starttls or none, when left out"""
    user: Text
    """the login name"""
    password: Secret = None
    """the password; better in the environment or in a secrets file"""
    password_expires: dt.date | None = None
    """the day on which the password (or the client secret) expires; lieferschein status warns before"""
    auth: Literal["password", "oauth2"] = "password"
    """how to log in"""
    oauth2: OAuth2 | None = None
    """where the access token comes from, with auth = "oauth2\""""
    encryption: Literal["tls", "starttls", "none"] = "tls"
    """how the connection is protected"""
    ca_file: Path | None = None
    """the certificates that sign the server's, when it is an authority of your own"""
    timeout: Seconds = 30
    """how many seconds the server may take to answer"""
    authserv_id: Text | None = None
    """whose Authentication-Results headers count"""
    verify_dkim: bool = False
    """whether DKIM signatures are checked by ourselves (over DNS) where the server adds no such header"""
    unknown_sender: Literal["error", "leave"] = "error"
    """what becomes of mail from unknown senders: to the error folder, or left where it is"""
    forwarders: TextList = ()
    """colleagues who may pass on a supplier's mail"""
    branch: Text | None = None
    """where its notes belong when the document does not say"""
    branches: TextList = ()
    """the only branches that may use this mailbox (Filiale); empty: all"""
    computers: TextList = ()
    """the only hosts that may use this mailbox (Rechner); empty: all"""
    start: dt.date | None = None
    """the day from which on the mailbox is used (Start)"""
    folders: Folders = Folders()
    """the three folders"""

    @model_validator(mode="before")
    @classmethod
    def _port_of_encryption(cls, data: Any) -> Any:
        if isinstance(data, dict) and data.get("encryption") in ("starttls", "none"):
            return {"port": 143, **data}
        return data

    @field_validator("host")
    @classmethod
    def _bare_host(cls, value: str) -> str:
        if any(sign in value for sign in "/@ ") or value.count(":") == 1:
            raise ValueError("the server's name alone, such as imap.example.com; the port has a key of its own")
        return value

    @model_validator(mode="after")
    def _choice_for_ordinary_mail(self) -> Mailbox:
        if self.folders.inbox.upper() == "INBOX" and "unknown_sender" not in self.model_fields_set:
            raise ValueError(
                "unknown_sender given explicitly, because folders.inbox is the INBOX that all mail comes to: "
                '"leave" keeps mail from unknown senders there, "error" moves it to the error folder'
            )
        return self

    @model_validator(mode="after")
    def _oauth2_given(self) -> Mailbox:
        if self.auth == "oauth2" and self.oauth2 is None:
            raise ValueError('a section oauth2 beside auth = "oauth2"')
        return self
