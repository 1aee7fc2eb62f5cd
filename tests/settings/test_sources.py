"""Where settings come from, and which source wins."""

from __future__ import annotations

import re

import pytest

from lieferschein.settings import SettingsError, load_settings

from .conftest import MINIMAL

PASSWORD = "LIEFERSCHEIN_MAILBOXES__DEFAULT__PASSWORD"


def test_the_file_alone(write):
    """lieferschein.toml of the current folder is read, defaults fill the rest."""
    file = write()
    settings = load_settings()
    assert settings.file == file
    mailbox = settings.mailbox("default")
    assert (mailbox.host, mailbox.port, mailbox.encryption, mailbox.timeout) == ("imap.example.com", 993, "tls", 30)
    assert mailbox.folders.inbox == "INBOX/LIEFERSCHEINE/Eingang"
    assert mailbox.password.get_secret_value() == "geheim-4711"
    assert (settings.timezone, settings.language) == ("Europe/Berlin", "en")
    assert (settings.limits.message, settings.limits.parts, settings.run.batch_messages) == (50_000_000, 1000, 100)
    assert settings.run.observe_each_up_to == 300


def test_first_wins(write, folder, monkeypatch):
    """Arguments, environment, .env, secrets directory, file: in this order."""
    write('language = "en"\nbranch = "file"\n' + MINIMAL)
    secrets = folder / "secrets"
    secrets.mkdir()
    monkeypatch.setenv("LIEFERSCHEIN_SECRETS_DIR", "secrets")
    assert load_settings().branch == "file"
    (secrets / "LIEFERSCHEIN_BRANCH").write_text("secret\n")
    assert load_settings().branch == "secret"
    (folder / ".env").write_text("LIEFERSCHEIN_BRANCH=dotenv\n")
    assert load_settings().branch == "dotenv"
    monkeypatch.setenv("LIEFERSCHEIN_BRANCH", "environment")
    assert load_settings().branch == "environment"
    assert load_settings(branch="argument").branch == "argument"


def test_nested_values_join(write, folder, monkeypatch):
    """A variable sets one key of a table and leaves its neighbours to the file."""
    write()
    monkeypatch.setenv("LIEFERSCHEIN_MAILBOXES__DEFAULT__PORT", "1993")
    monkeypatch.setenv("LIEFERSCHEIN_MAILBOXES__DEFAULT__FOLDERS__CREATE", "false")
    monkeypatch.setenv("LIEFERSCHEIN_MAILBOXES__DEFAULT__FORWARDERS", "a@example.com, b@example.com")
    mailbox = load_settings(mailboxes={"default": {"user": "argument"}}).mailbox("default")
    assert (mailbox.host, mailbox.port, mailbox.user, mailbox.folders.create) == (
        "imap.example.com",
        1993,
        "argument",
        False,
    )
    assert mailbox.forwarders == ("a@example.com", "b@example.com")


@pytest.mark.parametrize("password", ["0123", "[1", '"x"', "null", "a,b", "{x}"])
def test_secrets_are_taken_as_they_are(write, folder, monkeypatch, password):
    """A password is text, whatever JSON or list it resembles, from the environment and from a secrets file."""
    write()
    monkeypatch.setenv(PASSWORD, password)
    assert load_settings().mailbox().password.get_secret_value() == password
    monkeypatch.delenv(PASSWORD)
    (folder / "run").mkdir()
    (folder / "run" / PASSWORD.lower()).write_text(password)
    monkeypatch.setenv("LIEFERSCHEIN_SECRETS_DIR", str(folder / "run"))
    assert load_settings().mailbox().password.get_secret_value() == password


def test_names_in_capitals(write, monkeypatch):
    """Variables know neither capitals nor hyphens: the names of the file are found all the same."""
    write(MINIMAL.replace("default", "Kiel-Nord"))
    monkeypatch.setenv("LIEFERSCHEIN_MAILBOXES__KIEL_NORD__PASSWORD", "anders")
    settings = load_settings()
    assert list(settings.mailboxes) == ["Kiel-Nord"]
    assert settings.mailbox("Kiel-Nord").password.get_secret_value() == "anders"


def test_unknown_variables_are_ignored(write, folder, monkeypatch):
    """The environment and .env are shared with others: what is no setting there is none of our business."""
    write()
    monkeypatch.setenv("LIEFERSCHEIN_TEST_ALL", "1")
    monkeypatch.setenv("LIEFERSCHEIN_MAILBOXES__DEFAULT__COLOUR", "blue")
    (folder / ".env").write_text("PREFECT_API_URL=http://127.0.0.1:4200/api\nOTHER=1\nLIEFERSCHEIN_WHAT=1\n")
    assert load_settings().mailbox().host == "imap.example.com"


def test_another_file(folder, monkeypatch):
    """LIEFERSCHEIN_CONFIG names the file; an argument goes before it; one that is missing is named."""
    (folder / "etc").mkdir()
    (folder / "etc" / "one.toml").write_text('branch = "one"\n' + MINIMAL)
    (folder / "etc" / "two.toml").write_text('branch = "two"\n' + MINIMAL)
    monkeypatch.setenv("LIEFERSCHEIN_CONFIG", "etc/one.toml")
    assert load_settings().branch == "one"
    assert load_settings("etc/two.toml").branch == "two"
    monkeypatch.setenv("LIEFERSCHEIN_CONFIG", "etc/three.toml")
    with pytest.raises(SettingsError, match=r"three\.toml that LIEFERSCHEIN_CONFIG names"):
        load_settings()


def test_relative_paths(folder, monkeypatch):
    """Relative paths, the SQLite database included, count from the folder of the settings file."""
    etc = folder / "etc"
    etc.mkdir()
    (etc / "lieferschein.toml").write_text('database_url = "sqlite:///data/n.db"\n' + MINIMAL + 'ca_file = "ca.pem"\n')
    settings = load_settings(etc / "lieferschein.toml")
    assert settings.database_url == f"sqlite:///{etc}/data/n.db"
    assert settings.mailboxes["default"].ca_file == etc / "ca.pem"
    assert settings.folder == etc


def test_default_database(write, folder):
    """Without a database_url the database lies beside the settings file."""
    write()
    assert load_settings().database_url == f"sqlite:///{folder}/lieferschein.db"


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgres_urls(write, scheme):
    """However PostgreSQL is spelt, psycopg 3 is the driver."""
    write(f'database_url = "{scheme}://u:p@h/d"\n' + MINIMAL)
    assert load_settings().database_url == "postgresql+psycopg://u:p@h/d"


def test_no_settings_at_all(folder):
    """Without a settings file the error says how to make one."""
    with pytest.raises(SettingsError, match="lieferschein init"):
        load_settings()


def test_settings_without_a_file(monkeypatch):
    """A container may bring everything in its environment."""
    for key, value in {"HOST": "imap.example.com", "USER": "u", "PASSWORD": "p"}.items():
        monkeypatch.setenv(f"LIEFERSCHEIN_MAILBOXES__DEFAULT__{key}", value)
    monkeypatch.setenv("LIEFERSCHEIN_SUPPLIERS", '{"phonak": {"name": "Phonak", "senders": ["a@phonak.example"]}}')
    settings = load_settings()
    assert settings.mailbox().user == "u"
    assert settings.suppliers["phonak"].senders == ("a@phonak.example",)


def test_a_byte_order_mark(folder):
    """Editors of Windows put a byte order mark before the file."""
    (folder / "lieferschein.toml").write_bytes(b"\xef\xbb\xbf" + MINIMAL.encode())
    assert load_settings().mailbox().port == 993


def test_another_encoding(folder):
    """A file in Windows-1252 is named with the line that is not UTF-8."""
    (folder / "lieferschein.toml").write_bytes('# eins\nbranch = "Köln"'.encode("cp1252"))
    with pytest.raises(SettingsError, match=r"not UTF-8 text \(line 2\)"):
        load_settings()


def test_secrets_are_never_shown(write, monkeypatch):
    """Neither repr nor str of the settings holds a password, that of the database included."""
    write('database_url = "postgresql://u:db-geheim@h/d"\n' + MINIMAL)
    assert not re.search("geheim", repr(load_settings()) + str(load_settings()))
