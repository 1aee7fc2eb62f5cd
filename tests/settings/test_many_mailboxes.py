"""Many mailboxes in one file: what they share is written once, and what is wrong in it is said once."""

from __future__ import annotations

import time

import pytest

from lieferschein.settings import SettingsError, load_settings

SHARED = """
[mailbox_defaults]
host = "imap.example.com"
user = "lieferscheine-{mailbox}@example.com"
branch = "{mailbox}"
computers = ["kasse-{mailbox}"]
password = { prefect_secret = "mail-{mailbox}" }
[mailbox_defaults.folders]
archive = "Archiv/{mailbox}"
"""


def test_inherited(write):
    """A mailbox has what all share, with its name put in; what its own table says goes before, key by key."""
    write(
        SHARED + '[mailboxes]\nhamburg = {}\n[mailboxes.kiel]\nbranch = "Holtenau"\nfolders = { inbox = "E" }\n'
        'password = { keyring = "k", user = "u" }'
    )
    settings = load_settings()
    hamburg, kiel = settings.mailbox("hamburg"), settings.mailbox("kiel")
    assert (hamburg.host, hamburg.user) == ("imap.example.com", "lieferscheine-hamburg@example.com")
    assert (hamburg.branch, kiel.branch, hamburg.computers) == ("hamburg", "Holtenau", ("kasse-hamburg",))
    assert (kiel.folders.inbox, kiel.folders.archive) == ("E", "Archiv/kiel")
    assert hamburg.folders.inbox == "INBOX/LIEFERSCHEINE/Eingang"
    assert kiel.password.where == {"keyring": "k", "user": "u"}
    assert hamburg.password.where == {"prefect_secret": "mail-hamburg"}


def test_port_of_the_encryption(write):
    """The port that belongs to the encryption, wherever each is written."""
    write(SHARED.replace("[mailbox_defaults.f", 'encryption = "starttls"\n[mailbox_defaults.f') + "[mailboxes]\na = {}")
    assert load_settings().mailbox("a").port == 143


def test_from_the_environment(write, monkeypatch):
    """One variable for all mailboxes, one for a single one."""
    write(SHARED + "[mailboxes]\na = {}\nb = {}")
    monkeypatch.setenv("LIEFERSCHEIN_MAILBOX_DEFAULTS__TIMEOUT", "7")
    monkeypatch.setenv("LIEFERSCHEIN_MAILBOXES__B__PASSWORD", "geheim")
    settings = load_settings()
    assert [settings.mailbox(name).timeout for name in "ab"] == [7, 7]
    assert settings.mailbox("b").password.get_secret_value() == "geheim"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("timeout = 0", "mailbox_defaults.timeout is 0; allowed is more than 0"),
        ('hots = "x"', "mailbox_defaults.hots is not a setting; did you mean host?"),
        ("password = 4711", "mailbox_defaults.password is a secret and not shown"),
        ('folders = { inbox = "A", error = "A/" }', "mailbox_defaults.folders"),
        ('oauth2 = { provider = "apple" }', 'mailbox_defaults.oauth2.provider is "apple"'),
    ],
)
def test_wrong_for_all(write, text, said):
    """What is wrong in what all share is said once, at its place, however many mailboxes there are."""
    write(
        f'[mailbox_defaults]\nhost = "h"\nuser = "u"\n{text}\n[mailboxes]\n'
        + "\n".join(f"b{n} = {{}}" for n in range(9))
    )
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert said in str(caught.value)
    assert len(caught.value.problems) == 1
    assert "4711" not in str(caught.value)


def test_wrong_in_one(write):
    """What one mailbox says wrongly is said at its own place, although others have it right from the defaults."""
    write(SHARED + "[mailboxes]\nhamburg = {}\nkiel = { port = 0 }")
    with pytest.raises(SettingsError, match=r"mailboxes\.kiel\.port is 0"):
        load_settings()


@pytest.mark.parametrize("text", ["mailbox_defaults = 1\n", "[mailbox_defaults]\nport = 993\n"])
def test_defaults_alone_are_not_enough(write, text):
    """A mailbox still needs a host; defaults that are no table are an error."""
    write(text + "[mailboxes.a]\nuser = 'u'")
    with pytest.raises(SettingsError, match=r"mailbox_defaults|mailboxes\.a\.host is missing"):
        load_settings()


def test_two_hundred_branches(write):
    """A chain of 200 branches and 100 suppliers in one file of 330 lines, read in less than a second or two."""
    names = [f"filiale-{number:03}" for number in range(200)]
    suppliers = "".join(
        f'[suppliers.s{number}]\nname = "S{number}"\nsenders = ["*@s{number}.example"]\n' for number in range(100)
    )
    text = SHARED + "[mailboxes]\n" + "".join(f"{name} = {{}}\n" for name in names) + suppliers
    write(text)
    began = time.process_time()
    settings = load_settings()
    assert time.process_time() - began < 3, "reading the settings must not grow with mailboxes times suppliers"
    assert list(settings.mailboxes) == names
    assert settings.mailbox("filiale-199").user == "lieferscheine-filiale-199@example.com"
    assert "prefect_secret" not in repr(settings)
