"""The three folders: any notation that people use, created when allowed, wrong ones answered with the nearest names."""

from __future__ import annotations

import unicodedata

import pytest

from lieferschein.mail import FolderNames, Folders, MailError, connect
from tests.fixtures.dovecot import restrict
from tests.fixtures.imap import DovecotFactory
from tests.fixtures.imap_server import ImapServer
from tests.mail.mails import mail

TREE = ("INBOX/LIEFERSCHEINE/Eingang", "INBOX/LIEFERSCHEINE/ARCHIV", "INBOX/LIEFERSCHEINE/FEHLER")
NAMES = FolderNames(*TREE)


def the_server(request: pytest.FixtureRequest, kind: str) -> ImapServer:
    server: ImapServer = (
        request.getfixturevalue("pymap_server") if kind == "pymap" else request.getfixturevalue("dovecot")(kind)
    )
    return server


def refused(server: ImapServer, names: FolderNames, code: str, *words: str, create: bool = False) -> None:
    with connect(server.account()) as session:
        before = server.folders()
        with pytest.raises(MailError) as caught:
            session.folders(names, create=create)
        assert caught.value.reason.code == code
        assert not caught.value.transient
        for word in words:
            assert word in str(caught.value)
        if not create:
            assert server.folders() == before


@pytest.mark.parametrize("kind", ["slash", "dot", "mbox", "pymap"])
def test_created_with_their_parents(request: pytest.FixtureRequest, kind: str) -> None:
    """Missing folders are made, parents first, in the server's notation, and hold mail; then they are found."""
    server = the_server(request, kind)
    with connect(server.account()) as session:
        folders = session.folders(NAMES, create=True)
        assert folders == Folders(*[server.path(name) for name in TREE])
        assert session.folders(NAMES) == folders
        session.append(folders.archive, mail(1))
    assert server.message_ids(server.path(TREE[1])) == ["<1@phonak.example>"]
    assert {server.path(name) for name in TREE} <= set(server.folders())
    assert not any(name.endswith(server.separator) for name in server.folders())


@pytest.mark.parametrize(
    "written",
    [
        "INBOX/Liefer/Eingang",
        "INBOX.Liefer.Eingang",
        "Liefer/Eingang",
        "Liefer.Eingang",
        "inbox/Liefer/Eingang",
        "/Liefer/Eingang/",
    ],
)
def test_prefix_and_delimiter_may_be_written_or_not(dovecot: DovecotFactory, written: str) -> None:
    """On a server with "." and the prefix "INBOX." all of these mean the same folder."""
    server = dovecot("dot")
    server.create("INBOX.Liefer.Eingang", "INBOX.A", "INBOX.F")
    with connect(server.account()) as session:
        assert session.folders(FolderNames(written, "A", "INBOX/F")) == Folders(
            "INBOX.Liefer.Eingang", "INBOX.A", "INBOX.F"
        )


@pytest.mark.parametrize("kind", ["slash", "dot", "pymap"])
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_umlauts_are_encoded_once(request: pytest.FixtureRequest, kind: str, form: str) -> None:
    """Umlauts, "&" and quotes in names; composed or decomposed, as a Mac types them."""
    server = the_server(request, kind)
    wanted = [server.path(f"INBOX/Prüfung & Größe/{leaf}") for leaf in ("Eingang", "Gelöscht", 'Fehler "neu"')]
    server.create(*wanted)
    written = [unicodedata.normalize(form, name) for name in wanted]
    with connect(server.account()) as session:
        folders = session.folders(FolderNames(*written))
        assert [folders.inbox, folders.archive, folders.error] == wanted
        assert session.list(folders.error).messages == []
        session.append(folders.error, mail(1))
    assert len(server.mails(wanted[2])) == 1


def test_the_bare_inbox(dovecot: DovecotFactory) -> None:
    """INBOX in any case is the inbox itself, with the prefix "INBOX." too."""
    for kind in ("slash", "dot"):
        with connect(dovecot(kind).account()) as session:
            folders = session.folders(FolderNames("inbox", "Archiv", "Fehler"), create=True)
            assert folders.inbox == "INBOX"


@pytest.mark.parametrize("kind", ["slash", "dot", "pymap"])
def test_a_wrong_name_is_answered_with_the_nearest(request: pytest.FixtureRequest, kind: str) -> None:
    """Without create nothing is made; the sentence names what is there."""
    server = the_server(request, kind)
    server.create(*[server.path(name) for name in TREE], server.path("INBOX/Privat"))
    names = FolderNames("INBOX/LIEFERSCHEINE/Eingnag", *TREE[1:])
    refused(server, names, "folder_missing", "Eingnag", server.path(TREE[0]), "create = true")


def test_three_different_folders(dovecot: DovecotFactory) -> None:
    """The same folder twice, in two spellings, is refused before anything is made."""
    server = dovecot("dot")
    refused(
        server, FolderNames("Eingang", "INBOX/Eingang", "F"), "folders_not_different", "inbox", "archive", create=True
    )
    assert server.folders() == ["INBOX"]


def test_a_level_of_the_tree_holds_no_mail(dovecot: DovecotFactory) -> None:
    """A name that can hold folders only is no place for mail."""
    server = dovecot("mbox")
    server.create("Liefer/Eingang", "Liefer/A", "Liefer/F")
    refused(server, FolderNames("Liefer", "Liefer/A", "Liefer/F"), "folder_not_selectable", "Liefer", "holds folders")


def test_a_name_with_the_servers_delimiter_is_not_made_two_levels(dovecot: DovecotFactory) -> None:
    """On a server with ".", INBOX/Fa. Müller would become two levels: refused, with the reason."""
    names = FolderNames("INBOX/Fa. Müller", "INBOX/A", "INBOX/F")
    refused(dovecot("dot"), names, "folder_not_created", ". divides folders", create=True)


def test_a_read_only_folder_is_found_before_anything_is_moved(dovecot: DovecotFactory) -> None:
    """An Archiv that the account may only read (ACL) stops the run at the start."""
    server = dovecot("acl")
    server.create(*TREE)
    restrict(server, TREE[1], "lr")
    refused(server, NAMES, "folder_readonly", TREE[1])


def test_an_account_that_may_not_create(dovecot: DovecotFactory) -> None:
    """The server's refusal to create is told with the folder's name."""
    server = dovecot("acl")
    server.create("INBOX/LIEFERSCHEINE")
    restrict(server, "INBOX/LIEFERSCHEINE", "lr")
    refused(server, NAMES, "folder_not_created", "LIEFERSCHEINE", create=True)


def test_readonly_creates_nothing(dovecot: DovecotFactory) -> None:
    """A dry run tells what would be made, and EXAMINEs what is there."""
    server = dovecot()
    server.append(TREE[0], mail(1))
    with connect(server.account()) as session:
        folders = session.folders(NAMES, create=True, readonly=True)
        assert folders.missing == TREE[1:]
        assert session.list(folders.inbox, readonly=True).readonly
    assert set(server.folders()) == {"INBOX", "INBOX/LIEFERSCHEINE", TREE[0]}
