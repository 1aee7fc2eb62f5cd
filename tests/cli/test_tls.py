"""`check` and `sync` on a Dovecot with TLS: an untrusted certificate, another host's, a folder that is missing."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lieferschein.local.prefect_server import environment, start_server
from lieferschein.local.process import free_port
from tests.fixtures.certificates import make_certificate
from tests.fixtures.dovecot import Dovecot, Variant
from tests.fixtures.imap import DovecotFactory
from tests.fixtures.imap_server import ImapServer
from tests.kit.house import ARCHIVE, ERROR, INBOX
from tests.reliability.invariants import mail_of

Configure = Callable[..., None]


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One Prefect server for all runs of this file."""
    env = environment(tmp_path_factory.mktemp("prefect"), free_port())
    with start_server(tmp_path_factory.mktemp("state"), {**env, "PREFECT_SERVER_UI_ENABLED": "false"}):
        yield env["PREFECT_API_URL"]


@pytest.fixture
def mailbox(dovecot: DovecotFactory) -> ImapServer:
    server = dovecot("tls")
    server.append(INBOX, mail_of("LS-1", "<1@x>"))
    return server


@pytest.fixture
def configure(tmp_path: Path, mailbox: ImapServer) -> Configure:
    def configure(ca_file: Path | None, server: ImapServer = mailbox, **folders: object) -> None:
        values: dict[str, object] = {
            "host": server.host, "port": server.port, "user": server.user, "password": server.password,
            **({"ca_file": str(ca_file)} if ca_file else {}),
        }  # fmt: skip
        folders = {"inbox": INBOX, "archive": ARCHIVE, "error": ERROR, **folders}
        sections = {
            "mailboxes.default": values,
            "mailboxes.default.folders": folders,
            "run": {"retry_waits": [], "lease_wait": 0},
            "suppliers.phonak": {"name": "Phonak", "senders": ["lieferschein@phonak.example"]},
        }
        text = "".join(
            f"[{section}]\n" + "".join(f"{name} = {json.dumps(value)}\n" for name, value in content.items())
            for section, content in sections.items()
        )
        (tmp_path / "lieferschein.toml").write_text(text, encoding="utf-8")

    return configure


@pytest.mark.parametrize("trusts", ["the system", "another authority"])
def test_an_untrusted_certificate(run, configure: Configure, mailbox: ImapServer, api, tmp_path, trusts: str) -> None:
    """Both name the host and the setting that helps, end with 1, and never log in."""
    configure(None if trusts == "the system" else make_certificate(tmp_path / "other").ca)
    for command in (["check"], ["sync", "--json"]):
        done = run(*command, PREFECT_API_URL=api)
        assert done.returncode == 1, done.stdout + done.stderr
        assert "certificate of localhost is not trusted" in done.stdout
        assert "ca_file" in done.stdout
        assert "Traceback" not in done.stdout + done.stderr
        assert mailbox.password not in done.stdout + done.stderr
    assert json.loads(done.stdout)["reason_code"] == "certificate"
    assert mailbox.folders() == ["INBOX", "INBOX/LIEFERSCHEINE", INBOX]


def test_a_certificate_of_another_host(run, configure: Configure, dovecot: DovecotFactory, api, tmp_path) -> None:
    """A trusted authority is not enough: the name has to be the host's."""
    dovecot.instance()  # skips where Dovecot is missing
    certificate = make_certificate(tmp_path / "tls", host="imap.example.com", address=None)
    other = Dovecot(Variant(tls=True), certificate=certificate)
    try:
        server = other.user()
        server.append(INBOX, mail_of("LS-1", "<1@x>"))
        configure(certificate.ca, server)
        done = run("sync", "--json", PREFECT_API_URL=api)
        assert (done.returncode, json.loads(done.stdout)["reason_code"]) == (1, "certificate"), done.stdout
        assert server.message_ids(INBOX) == ["<1@x>"]
    finally:
        other.close()


@pytest.mark.parametrize("missing", ["archive", "inbox"])
def test_a_missing_folder(run, configure: Configure, mailbox: ImapServer, api, missing: str) -> None:
    """With `create = false` both name the folder and the nearest ones, end with 1, and create and move nothing."""
    wrong = INBOX.replace("Eingang", "Eingnag") if missing == "inbox" else ARCHIVE
    mailbox.create(ERROR, *([ARCHIVE] if missing == "inbox" else []))
    before = mailbox.folders()
    configure(mailbox.ca_file, create=False, **{missing: wrong})
    for command in (["check"], ["sync", "--json"]):
        done = run(*command, PREFECT_API_URL=api)
        assert done.returncode == 1, done.stdout + done.stderr
        assert wrong in done.stdout
        assert "create = true" in done.stdout
        assert "Traceback" not in done.stdout + done.stderr
    assert json.loads(done.stdout)["reason_code"] == "folder_missing"
    assert missing != "inbox" or INBOX in done.stdout  # the nearest name
    assert mailbox.folders() == before
    assert mailbox.message_ids(INBOX) == ["<1@x>"]


def test_all_is_well(run, configure: Configure, mailbox: ImapServer, api) -> None:
    """With the right certificate and folders that may be created, the same settings file the mail."""
    configure(mailbox.ca_file)
    done = run("sync", "--json", PREFECT_API_URL=api)
    assert done.returncode == 0, done.stdout + done.stderr
    assert mailbox.message_ids(ARCHIVE) == ["<1@x>"]
