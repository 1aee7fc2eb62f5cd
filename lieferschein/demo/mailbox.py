"""The demo: a folder with settings and a database of its own, and a mailbox that holds the sample mails."""

from __future__ import annotations

import contextlib
import imaplib
import re
from collections.abc import Iterator
from email import message_from_bytes
from email.utils import parsedate_to_datetime
from importlib import resources
from pathlib import Path

from lieferschein.local.process import HOST, Process, free_port, listens

USER, PASSWORD = "lieferscheine@hsz-nord.example", "demo"  # a mailbox that ends with the demo
INBOX = "INBOX/LIEFERSCHEINE/Eingang"


@contextlib.contextmanager
def demo_mailbox(folder: Path) -> Iterator[Path]:
    """A fresh demo in `folder`, which is made: the mailbox runs inside the block; yields the settings file."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("demo.db*"):
        old.unlink()
    port = free_port()
    command = ["lieferschein.demo.server", str(port), USER, PASSWORD]
    with Process("The demo mailbox", command, folder / "mailbox.log") as server:
        server.wait_until(lambda: listens(port), 60)
        deliver(port)
        yield write_settings(folder, port)


def sample_mails() -> dict[str, bytes]:
    """The sample mails by name, in the order in which they came in, as they travel: with CRLF."""
    folder = resources.files("lieferschein.demo").joinpath("mails")
    mails = {file.name.removesuffix(".eml"): file.read_bytes() for file in folder.iterdir()}
    return {name: re.sub(rb"\r?\n", b"\r\n", mails[name]) for name in sorted(mails)}


def deliver(port: int) -> None:
    """Put the sample mails into the inbox folder."""
    client = imaplib.IMAP4(HOST, port, timeout=30)
    client.login(USER, PASSWORD)
    for parent in ("INBOX/LIEFERSCHEINE", INBOX):
        client.create(parent)
    for raw in sample_mails().values():
        received = parsedate_to_datetime(message_from_bytes(raw)["Date"])
        status, answer = client.append(INBOX, "", imaplib.Time2Internaldate(received), raw)
        if status != "OK":
            raise RuntimeError(f"the demo mailbox refused a sample mail: {answer!r}")
    client.logout()


def write_settings(folder: Path, port: int) -> Path:
    """The settings of the demo, commented; the port is another one each time."""
    template = resources.files("lieferschein.demo").joinpath("demo.toml").read_text(encoding="utf-8")
    file = folder / "lieferschein.toml"
    file.write_text(template.replace("port = 143", f"port = {port}"), encoding="utf-8")
    return file.absolute()
