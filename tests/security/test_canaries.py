"""No secret is found in anything that a run leaves: logs, Prefect's database, artifacts, ours, errors, repr."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import tomlkit

from tests.fixtures.imap_server import ImapServer
from tests.fixtures.postgres import PASSWORD, everything_in
from tests.fixtures.token_server import TokenServer
from tests.kit.documents import ubl
from tests.kit.house import INBOX, SUPPLIERS
from tests.kit.mails import mail
from tests.security.disguises import disguises

CANARIES = {
    "password": "kanarie-geheim-4711",
    "wrong password": "kanarie-falsch-4712",
    "client secret": "kanarie-client-4713",
    "refresh token": "kanarie-refresh-4714",
    "access token": "token-geheim-9182736455",
    "Prefect Secret": "kanarie-block-4715",
    "database password": "kanarie-datenbank-4716",
}


@pytest.fixture
def left(
    tmp_path: Path,
    pymap_server: ImapServer,
    pymap_service,
    oauth_dovecot: ImapServer,
    token_server: TokenServer,
    postgres_store_url: str,
) -> dict[str, bytes]:
    """Everything that is left after a program has done all there is to do with secrets, by where it was found."""
    token_server._count = 9182736450  # the tokens that it issues are canaries too
    token_server.refresh_tokens.add(CANARIES["refresh token"])
    users = {"good": "password", "block": "Prefect Secret"}
    for name, secret in users.items():
        pymap_service.add(f"canary-{name}", CANARIES[secret])
        server = ImapServer("127.0.0.1", pymap_server.port, f"canary-{name}", CANARIES[secret])
        server.append(INBOX, *[mail((f"{n}.xml", ubl(f"LS-{name}-{n}")), sender="a@lumen.example") for n in range(2)])
    oauth_dovecot.append(oauth_dovecot.path(INBOX), mail(("c.xml", ubl("LS-C")), sender="a@lumen.example"))
    secrets = write_everything(tmp_path, pymap_server, oauth_dovecot, token_server)
    url = postgres_store_url.replace(PASSWORD, CANARIES["database password"])
    (secrets / "LIEFERSCHEIN_DATABASE_URL").write_text(url)
    (tmp_path / "etc").mkdir(exist_ok=True)
    done = subprocess.run(
        [sys.executable, "-m", "tests.security.everything"],
        cwd=Path(__file__).parents[2],
        env={
            **{key: value for key, value in os.environ.items() if not key.startswith(("LIEFERSCHEIN_", "PREFECT_"))},
            "LIEFERSCHEIN_CONFIG": str(tmp_path / "etc" / "lieferschein.toml"),
            "LIEFERSCHEIN_SECRETS_DIR": str(secrets),
            "CANARY_OF_THE_BLOCK": CANARIES["Prefect Secret"],
            "UNREACHABLE_DATABASE": f"postgresql://u:{CANARIES['database password']}@127.0.0.1:1/d",
        },
        capture_output=True,
        timeout=240,
        check=False,
    )
    assert b"all done" in done.stdout, done.stderr[-3000:].decode()
    found = {"standard output": done.stdout, "standard error": done.stderr}
    for file in (tmp_path / "etc").rglob("*"):
        if file.is_file():
            found[str(file.relative_to(tmp_path))] = file.read_bytes()
    found["our database"] = everything_in(postgres_store_url)
    return found


def write_everything(folder: Path, pymap: ImapServer, dovecot: ImapServer, tokens: TokenServer) -> Path:
    """Settings without a secret in them, and the secrets in a directory of their own."""
    plain = {"host": "127.0.0.1", "port": pymap.port, "encryption": "none", "timeout": 10}
    oauth = {"provider": "custom", "client_id": "app", "token_url": f"{tokens.url}/token"}
    consent = {**plain, "port": dovecot.port, "user": dovecot.user, "auth": "oauth2"}
    settings = {
        "suppliers": SUPPLIERS,
        "run": {"lease_wait": 0, "retry_waits": [0.01]},
        "mailboxes": {
            "good": {**plain, "user": "canary-good"},
            "wrong": {**plain, "user": "canary-good"},
            "block": {**plain, "user": "canary-block", "password": {"prefect_secret": "mail"}},
            "consent": {**consent, "oauth2": {**oauth, "cache_file": str(folder / "cache" / "good.json")}},
            "refused": {**consent, "oauth2": {**oauth, "cache_file": str(folder / "cache" / "bad.json")}},
        },
    }
    (folder / "etc").mkdir()
    (folder / "etc" / "lieferschein.toml").write_text(tomlkit.dumps(settings))
    secrets = folder / "secrets"
    secrets.mkdir()
    values = {
        "GOOD__PASSWORD": CANARIES["password"],
        "WRONG__PASSWORD": CANARIES["wrong password"],
        "CONSENT__OAUTH2__CLIENT_SECRET": CANARIES["client secret"],
        "CONSENT__OAUTH2__REFRESH_TOKEN": CANARIES["refresh token"],
        "REFUSED__OAUTH2__CLIENT_SECRET": CANARIES["client secret"],
        "REFUSED__OAUTH2__REFRESH_TOKEN": CANARIES["wrong password"],
    }
    for name, value in values.items():
        (secrets / f"LIEFERSCHEIN_MAILBOXES__{name}").write_text(value)
    return secrets


def test_no_secret_anywhere(left: dict[str, bytes]) -> None:
    """Runs that work, that are refused, and that crash, with all loggers at DEBUG: no secret is left in any place."""
    text = left["standard output"].decode()
    for line in (
        "sync-delivery-notes good Completed",
        "sync-delivery-notes wrong Failed",
        "check-mailbox refused Failed",
    ):
        assert line in text, text[-5000:]
    assert "sync-delivery-notes block Completed" in text
    assert "sync-delivery-notes consent Completed" in text
    assert any("prefect.db" in place for place in left), "Prefect's database was not looked at"
    assert b"a fault of our own" in b"".join(left.values()), "the crash left no trace at all"
    assert b"LS-good-1" in left["our database"]
    leaks = [
        (name, place)
        for name, secret in CANARIES.items()
        for disguise in disguises(secret)
        for place, content in left.items()
        if disguise in content
    ]
    assert leaks == []
