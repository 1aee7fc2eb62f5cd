"""Every wrong setting is named with its place in the file, what was given, and what is allowed."""

from __future__ import annotations

import pytest

from lieferschein.settings import SettingsError, load_settings

from .conftest import MINIMAL

SUPPLIER = '\n[suppliers.phonak]\nname = "Phonak"\nsenders = ["lieferschein@phonak.example"]\n'

WRONG = [
    (MINIMAL + 'port = "many"', ["mailboxes.default.port", '"many"', "a whole number"]),
    (MINIMAL + "port = 99999", ["mailboxes.default.port", "99999", "at most 65535"]),
    (MINIMAL + 'encryption = "ssl"', ["mailboxes.default.encryption", '"ssl"', '"tls", "starttls" or "none"']),
    (MINIMAL + "timeout = 0", ["mailboxes.default.timeout", "is 0", "more than 0"]),
    (MINIMAL + 'start = "soon"', ["mailboxes.default.start", '"soon"', "2026-12-01"]),
    (MINIMAL + 'prot = 993\nhots = ""', ["mailboxes.default.prot", "did you mean port?", "did you mean host?"]),
    ('databse_url = "x"' + MINIMAL, ["databse_url", "did you mean database_url?"]),
    ('timezone = "Europe/Berlni"' + MINIMAL, ["timezone", "Europe/Berlni", "IANA"]),
    ('language = "fr"' + MINIMAL, ["language", '"fr"', '"en" or "de"']),
    ('database_url = "mysql://h/d"' + MINIMAL, ["database_url", "sqlite:///", "postgresql+psycopg://"]),
    ('database_url = "sqlite://x.db"' + MINIMAL, ["database_url", "three slashes"]),
    ('[limits]\nmessage = "much"' + MINIMAL, ["limits.message", '"much"', "50 MB"]),
    ("[run]\nbatch_messages = 0" + MINIMAL, ["run.batch_messages", "is 0", "at least 1"]),
    ('[mailboxes.default]\nuser = "u"', ["mailboxes.default.host", "is missing", "the name of the IMAP server"]),
    (MINIMAL.replace("imap.", "imap://"), ["mailboxes.default.host", "the server's name alone"]),
    (MINIMAL + '[mailboxes.default.folders]\ninbox = "A"\nerror = "A/"', ["folders", "three different folders"]),
    (MINIMAL + '[mailboxes.default.folders]\ninbox = "Inbox"', ["mailboxes.default", "unknown_sender", '"leave"']),
    (MINIMAL + SUPPLIER + 'format = "exel"', ["suppliers.phonak.format", '"exel"', "auto"]),
    (MINIMAL + SUPPLIER + 'gln = "123"', ["suppliers.phonak.gln", '"123"', "13 digits"]),
    (MINIMAL + SUPPLIER + 'gln = ["4012345000009", "12"]', ["suppliers.phonak.gln[2]", '"12"', "13 digits"]),
    (MINIMAL + SUPPLIER + 'mailboxes = ["other"]', ["suppliers.phonak.mailboxes", '"other"', "there is default"]),
    (MINIMAL + SUPPLIER + 'authentication = "dkim"', ["mailboxes.default.authserv_id", "mx.example.com"]),
    (
        MINIMAL + SUPPLIER + 'format = "csv"\noptions = { delimter = ";" }',
        ["options.delimter", "did you mean delimiter?"],
    ),
    (MINIMAL + SUPPLIER.replace('["l', '["*@gmail.com", "l'), ["suppliers.phonak.senders", "gmail.com"]),
    (MINIMAL + SUPPLIER + SUPPLIER.replace(".phonak]", ".other]"), ["suppliers.phonak.senders", "suppliers.other"]),
    ('[branches.A]\ngln="4098765000015"\n[branches.B]\ngln="4098765000015"' + MINIMAL, ["branches.B.gln", "branch A"]),
    (MINIMAL + "host = 1", ["cannot be read", "overwrite a value"]),
    ("branch = Hamburg", ["cannot be read", "Texts stand in quotes"]),
]


@pytest.mark.parametrize(("text", "said"), WRONG, ids=[str(said[0]) + str(n) for n, (_, said) in enumerate(WRONG)])
def test_wrong(write, text, said):
    """The place in the file, what was given, what is allowed; never the password."""
    write(text)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    for part in said:
        assert part in str(caught.value)
    assert "geheim" not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "[mailboxes.default]\nhost='h'\nuser='u'\npassword = 4711",
        "[mailboxes.default]\nhost='h'\nuser='u'\npasword = 'geheim-4711'",
        "mailboxes = 'geheim-4711'",
        "[mailboxes]\ndefault = 'geheim-4711'",
        "database_url = 'mysql://u:geheim-4711@h/d'" + MINIMAL,
        "[mailboxes.default]\nhost='h'\nuser='u'\nauth='oauth2'\npassword='4711'",
    ],
)
def test_no_secret_in_an_error(write, text):
    """A secret is not repeated: neither a wrong one, nor one that stands under a misspelt or misplaced key."""
    write(text)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert "4711" not in str(caught.value)


def test_all_problems_at_once(write):
    """Every problem is listed, not only the first."""
    write('language = "fr"' + MINIMAL + 'port = "x"\ncolour = 1')
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert [".".join(map(str, problem.place)) for problem in caught.value.problems] == [
        "language",
        "mailboxes.default.port",
        "mailboxes.default.colour",
    ]
    assert "In lieferschein.toml 3 settings are wrong" in str(caught.value)


def test_the_variable_is_named(write, monkeypatch):
    """A wrong value from the environment is found there, not in the file."""
    write()
    monkeypatch.setenv("LIEFERSCHEIN_MAILBOXES__DEFAULT__PORT", "many")
    with pytest.raises(SettingsError, match="environment variable LIEFERSCHEIN_MAILBOXES__DEFAULT__PORT"):
        load_settings()


def test_a_mailbox_that_does_not_exist(write):
    """The existing mailboxes are named."""
    write(MINIMAL + MINIMAL.replace("default", "kiel"))
    with pytest.raises(SettingsError, match=r"mailboxes\.kiell does not exist; did you mean kiel\?.*default, kiel"):
        load_settings().mailbox("kiell")


def test_a_missing_password(write, monkeypatch):
    """A mailbox without a password names the variable to set; commands that need none are not bothered."""
    write(MINIMAL.replace('password = "geheim-4711"', ""))
    settings = load_settings()
    with pytest.raises(SettingsError, match="LIEFERSCHEIN_MAILBOXES__DEFAULT__PASSWORD"):
        settings.mailbox("default")
    monkeypatch.setenv("LIEFERSCHEIN_MAILBOXES__DEFAULT__PASSWORD", "x")
    assert load_settings().mailbox("default").password is not None


def test_the_bare_inbox_with_a_choice(write):
    """The bare INBOX is fine when it is said what becomes of ordinary mail."""
    write(MINIMAL + 'unknown_sender = "error"\n[mailboxes.default.folders]\ninbox = "INBOX"')
    assert load_settings().mailbox().folders.inbox == "INBOX"


def test_lists_and_single_texts(write):
    """`gln` and `vat_id` accept one text or a list."""
    write(
        MINIMAL + SUPPLIER + 'gln = "4012345000009"\nvat_id = ["DE 123456789"]\ncustomer_numbers = { "4711" = "Kiel" }'
    )
    supplier = load_settings().suppliers["phonak"]
    assert supplier.gln == ("4012345000009",)
    assert supplier.vat_id == ("DE123456789",)
    assert supplier.customer_numbers == {"4711": "Kiel"}


@pytest.mark.parametrize(("encryption", "port"), [("tls", 993), ("starttls", 143), ("none", 143)])
def test_ports(write, encryption, port):
    """The port follows the encryption when it is left out."""
    write(MINIMAL + f'encryption = "{encryption}"')
    assert load_settings().mailbox().port == port


def test_an_option_with_a_wrong_value(write):
    """A mapping that names no canonical column is found when the settings are read, not when a mail arrives."""
    write(MINIMAL + SUPPLIER + 'format = "csv"\n[suppliers.phonak.options.columns]\nquantty = "Menge"')
    with pytest.raises(SettingsError, match=r"suppliers\.phonak\.options is not usable: .*'quantty'; near ones are"):
        load_settings()
