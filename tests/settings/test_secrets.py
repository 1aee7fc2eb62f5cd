"""Secrets from where they are kept: files of systemd and of containers, a keyring, Prefect; never in an error."""

from __future__ import annotations

import pytest

from lieferschein import keepers
from lieferschein.settings import SettingsError, load_settings, secret_files

from .conftest import MINIMAL

WITHOUT = MINIMAL.replace('password = "geheim-4711"\n', "")
FILE = "LIEFERSCHEIN_MAILBOXES__DEFAULT__PASSWORD"


@pytest.fixture(autouse=True)
def docker(folder, monkeypatch):
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    monkeypatch.setattr(secret_files, "DOCKER", folder / "run-secrets")
    return folder / "run-secrets"


@pytest.fixture
def ring(monkeypatch):
    """A keyring that holds one password in memory: a backend of the documented kind."""
    import keyring
    from keyring.backend import KeyringBackend

    class Ring(KeyringBackend):
        priority = 1  # type: ignore[assignment]

        def get_password(self, service: str, username: str) -> str | None:
            return {("lieferschein", "me@example.com"): "geheim-ring"}.get((service, username))

        def set_password(self, service: str, username: str, password: str) -> None:
            raise NotImplementedError

    before = keyring.get_keyring()
    keyring.set_keyring(Ring())
    yield
    keyring.set_keyring(before)


def password() -> str:
    found = load_settings().mailbox().password
    assert found is not None
    return found.get_secret_value()


def test_files_of_systemd_and_of_containers(write, folder, docker, monkeypatch):
    """LIEFERSCHEIN_SECRETS_DIR, then CREDENTIALS_DIRECTORY, then /run/secrets; the file's last line end goes."""
    write(WITHOUT)
    docker.mkdir()
    (docker / FILE.lower()).write_text("from docker\n")
    (docker / "kubernetes.io").mkdir()
    assert password() == "from docker"
    credentials = folder / "credentials"
    credentials.mkdir()
    (credentials / FILE).write_text(" from systemd ")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(credentials))
    assert password() == " from systemd "
    own = folder / "own"
    own.mkdir()
    (own / FILE).write_text("from ours")
    monkeypatch.setenv("LIEFERSCHEIN_SECRETS_DIR", "own")
    assert password() == "from ours"


def test_links_of_kubernetes(write, docker):
    """A mounted Secret is links to a hidden folder that is exchanged as a whole."""
    write(WITHOUT)
    (docker / "..2026").mkdir(parents=True)
    (docker / "..2026" / FILE).write_text("mounted")
    (docker / "..data").symlink_to("..2026")
    (docker / FILE).symlink_to(f"..data/{FILE}")
    assert password() == "mounted"


@pytest.mark.parametrize(
    ("content", "said"), [(b"\xff\xfe", "is not UTF-8"), (b"x" * 70_000, "larger than 64 kB")], ids=["binary", "huge"]
)
def test_files_that_are_no_secret(write, docker, content, said):
    """A secret that cannot be one is named by its file; its content is not shown."""
    write(WITHOUT)
    docker.mkdir()
    (docker / FILE).write_bytes(content)
    with pytest.raises(SettingsError, match=said) as caught:
        load_settings()
    assert FILE in str(caught.value)
    assert "xxx" not in str(caught.value)


def test_a_keyring(write, ring):
    """The keyring of the operating system, by service and user."""
    write(WITHOUT + 'password = { keyring = "lieferschein", user = "me@example.com" }')
    assert password() == "geheim-ring"
    assert "geheim" not in repr(load_settings())


def test_a_keyring_without_it(write, ring):
    """What is missing in a keyring is said with the command that puts it there."""
    write(WITHOUT + 'password = { keyring = "lieferschein", user = "you@example.com" }')
    with pytest.raises(SettingsError, match=r"keyring set lieferschein you@example\.com"):
        password()


def test_fetched_when_needed(write, monkeypatch):
    """A secret of one mailbox is not asked for by the run of another, and asked for once."""
    asked = []
    monkeypatch.setitem(keepers._KEEPERS, "prefect_secret", lambda where: asked.append(dict(where)) or "geheim-block")
    write(WITHOUT + 'password = { prefect_secret = "mail" }')
    settings = load_settings()
    assert asked == []
    assert "geheim" not in repr(settings) + settings.model_dump_json()
    assert asked == []
    for _ in range(2):
        assert settings.mailbox().password.get_secret_value() == "geheim-block"
    assert asked == [{"prefect_secret": "mail"}]
    assert "geheim" not in repr(settings) + str(settings.model_dump())


def test_named_in_a_variable(write, monkeypatch):
    """A variable names a keeper as JSON; a password that only looks like JSON is a password."""
    write(WITHOUT)
    monkeypatch.setitem(keepers._KEEPERS, "prefect_secret", lambda where: f"block {where['prefect_secret']}")
    monkeypatch.setenv(FILE, '{"prefect_secret": "mail"}')
    assert password() == "block mail"
    monkeypatch.setenv(FILE, '{"prefect": "mail"}')
    assert password() == '{"prefect": "mail"}'


def test_the_database(write, monkeypatch):
    """The address of the database holds a password: the whole of it can be kept elsewhere."""
    monkeypatch.setitem(keepers._KEEPERS, "prefect_secret", lambda where: "postgresql://u:geheim@h/d")
    write('database_url = { prefect_secret = "db" }\n' + MINIMAL)
    settings = load_settings()
    assert settings.database_url == "postgresql+psycopg://u:geheim@h/d"
    assert "geheim" not in repr(settings)


@pytest.mark.parametrize("key", ["password", "database_url"])
@pytest.mark.parametrize("table", ['{ prefect_block = "geheim" }', '{ keyring = "geheim" }', '{ prefect_secret = "" }'])
def test_written_wrongly(write, key, table):
    """How a secret is named is said where it is named wrongly; nothing that was written is repeated."""
    write(f"{key} = {table}\n" + MINIMAL if key == "database_url" else WITHOUT + f"{key} = {table}")
    with pytest.raises(SettingsError, match="name of the block") as caught:
        load_settings()
    assert key in str(caught.value)
    assert "geheim" not in str(caught.value)
