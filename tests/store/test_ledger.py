"""The ledger: locators, attempts and poison, endings, moves."""

from __future__ import annotations

from lieferschein.reasons import Reason
from lieferschein.store import MessageFacts, MessageImport, Store, Verdict
from tests.store.build import ACCOUNT, FOLDER, draft, facts, take


def reason() -> Reason:
    return Reason("no_delivery_note", "There is no delivery note in the message.")


def test_known_finds_messages_by_locator(store: Store) -> None:
    """A message is known by account, folder, UIDVALIDITY and UID; any other of them is another message."""
    (entry,) = store.open_attempts([facts(7)])
    assert store.known(ACCOUNT, FOLDER, 1, [6, 7, 8]) == {7: store.entries([entry.id])[entry.id]}
    assert store.known(ACCOUNT, FOLDER, 2, [7]) == {}
    assert store.known(ACCOUNT, "INBOX", 1, [7]) == {}
    assert store.known("other@mail.example", FOLDER, 1, [7]) == {}
    assert store.known(ACCOUNT, FOLDER, 1, []) == {}


def test_renamed_mailbox_keeps_its_ledger(store: Store) -> None:
    """The mailbox's name in the settings is no part of the locator."""
    (first,) = store.open_attempts([facts(7)])
    (again,) = store.open_attempts([facts(7, mailbox="renamed")])
    assert again.id == first.id


def test_many_messages_at_once(store: Store) -> None:
    """Entries come back in the order of the messages, known and new ones mixed."""
    store.open_attempts([facts(uid) for uid in range(100, 800, 2)])
    entries = store.open_attempts([facts(uid) for uid in range(100, 800)])
    assert [entry.uid for entry in entries] == list(range(100, 800))
    assert len({entry.id for entry in entries}) == 700
    assert len(store.known(ACCOUNT, FOLDER, 1, range(1, 2000))) == 700


def test_messages_without_locator(store: Store) -> None:
    """Files imported by hand have no UID: each is a message of its own."""
    file = MessageFacts("files", "/tmp/notes", None, None, subject="a.edi")
    assert len({entry.id for entry in store.open_attempts([file, file])}) == 2


def test_open_attempt_is_found(store: Store) -> None:
    """An attempt that nothing closed makes the message suspect; any ending clears it."""
    (entry,) = store.open_attempts([facts(7)])
    assert not entry.suspect
    found = store.known(ACCOUNT, FOLDER, 1, [7])[7]
    assert found.found_open
    assert found.suspect
    store.defer([entry.id], unknown=False, error="network")
    assert not store.known(ACCOUNT, FOLDER, 1, [7])[7].suspect


def test_innocents_of_a_killed_batch_are_never_poison(store: Store) -> None:
    """Only deaths of attempts alone count: a message may be beside a killer as often as it likes."""
    for _ in range(5):
        entries = store.open_attempts([facts(7), facts(8)])
    assert [(entry.deaths, entry.poisonous, entry.attempts) for entry in entries] == [(0, False, 5)] * 2


def test_three_deaths_alone_are_poison(store: Store) -> None:
    """Three open attempts alone: poison, told before anything is parsed."""
    store.open_attempts([facts(7)])
    seen = []
    for _ in range(3):
        (entry,) = store.open_attempts([facts(7)], alone=True)
        seen.append(entry.deaths)
    assert seen == [0, 1, 2]
    found = store.known(ACCOUNT, FOLDER, 1, [7])[7]
    assert (found.deaths, found.poisonous) == (3, True)
    (entry,) = store.open_attempts([facts(7)], alone=True)
    assert entry.poisonous
    store.reject([Verdict(entry.id, Reason("poison", "It made the program die."))])
    assert store.entries([entry.id])[entry.id].outcome == "rejected"


def test_an_ending_between_deaths_does_not_count(store: Store) -> None:
    """An attempt alone that ended is no death, the deaths before stay."""
    store.open_attempts([facts(7)], alone=True)
    (entry,) = store.open_attempts([facts(7)], alone=True)
    store.defer([entry.id], unknown=False, error="database")
    (entry,) = store.open_attempts([facts(7)], alone=True)
    assert entry.deaths == 1


def test_unknown_failures_are_counted(store: Store) -> None:
    """An unknown exception defers and counts; faults of network, database and lease do not."""
    (entry,) = store.open_attempts([facts(7)])
    assert store.defer([entry.id], unknown=True, error="boom") == {entry.id: 1}
    assert store.defer([entry.id], unknown=False, error="network") == {entry.id: 1}
    assert store.defer([entry.id], unknown=True, error="boom") == {entry.id: 2}
    row = store.entries([entry.id])[entry.id]
    assert (row.outcome, row.failures) == ("deferred", 2)


def test_endings_without_a_note(store: Store) -> None:
    """Rejected, ignored and left messages keep their reason and supplier."""
    entries = store.open_attempts([facts(), facts(), facts()])
    store.reject([Verdict(entries[0].id, reason(), "phonak", "Phonak", "desadv")])
    store.ignore([Verdict(entries[1].id, supplier_key="phonak", supplier="Phonak")])
    store.leave([Verdict(entries[2].id, Reason("unknown_sender", "Nobody knows {sender}.", {"sender": "x"}))])
    found = store.entries(entry.id for entry in entries)
    assert [found[entry.id].outcome for entry in entries] == ["rejected", "ignored", "left"]
    assert [found[entry.id].decided for entry in entries] == [True, True, False]
    assert found[entries[0].id].reason == reason()
    assert found[entries[2].id].reason == Reason("unknown_sender", "Nobody knows {sender}.", {"sender": "x"})
    assert not any(entry.found_open for entry in found.values())


def test_filing(store: Store) -> None:
    """What is decided and not filed is what a run has to move first; filing clears the plan of the move."""
    result = take(store, draft())
    assert [entry.id for entry in store.unfiled(ACCOUNT, FOLDER)] == [result.id]
    store.remember_move([result.id], {"target": "ARCHIV", "uidnext": 12})
    assert store.entries([result.id])[result.id].move_plan == {"target": "ARCHIV", "uidnext": 12}
    store.mark_filed([result.id], "ARCHIV")
    row = store.entries([result.id])[result.id]
    assert (row.filed_to, row.move_plan, row.outcome) == ("ARCHIV", None, "imported")
    assert row.filed_at is not None
    assert store.unfiled(ACCOUNT) == []


def test_vanished(store: Store) -> None:
    """Vanished before a decision is an outcome; after one, the decision stays."""
    result = take(store, draft())
    (other,) = store.open_attempts([facts()])
    store.mark_vanished([result.id, other.id])
    found = store.entries([result.id, other.id])
    assert [found[result.id].outcome, found[other.id].outcome] == ["imported", "vanished"]
    assert store.unfiled(ACCOUNT) == []


def test_defer_keeps_a_decision(store: Store) -> None:
    """A fault while moving does not undo what was committed."""
    result = take(store, draft())
    store.defer([result.id], unknown=False, error="connection lost")
    assert store.entries([result.id])[result.id].outcome == "imported"


def test_forget_locators(store: Store) -> None:
    """When UIDVALIDITY changes, UIDs of before mean nothing; what was decided stays decided."""
    result = take(store, draft())
    (waiting,) = store.open_attempts([facts()])
    (other_folder,) = store.open_attempts([facts(7, folder="FEHLER")])
    (current,) = store.open_attempts([facts(7, uidvalidity=2)])
    assert store.forget_locators(ACCOUNT, FOLDER, keep=2) == 2
    found = store.entries([result.id, waiting.id, other_folder.id, current.id])
    assert (found[result.id].outcome, found[result.id].uid) == ("imported", None)
    assert (found[waiting.id].outcome, found[waiting.id].found_open) == ("vanished", False)
    assert found[other_folder.id].uid == found[current.id].uid == 7
    assert store.forget_locators(ACCOUNT, FOLDER, keep=2) == 0


def test_fresh_attempts(store: Store) -> None:
    """A retry from Fehler begins at 0; the old reason stays until there is a new decision."""
    (entry,) = store.open_attempts([facts(7)], alone=True)
    store.open_attempts([facts(7)], alone=True)
    store.defer([entry.id], unknown=True, error="boom")
    store.reject([Verdict(entry.id, reason())])
    store.mark_filed([entry.id], "FEHLER")
    store.fresh_attempts([entry.id])
    row = store.entries([entry.id])[entry.id]
    assert (row.attempts, row.deaths, row.failures, row.filed_to) == (0, 0, 0, "FEHLER")
    assert row.reason == reason()
    store.import_messages([MessageImport(entry.id, "phonak", "Phonak", [draft()])])
    row = store.entries([entry.id])[entry.id]
    assert (row.outcome, row.reason, row.filed_to, row.filed_at) == ("imported", None, None, None)  # to be moved


def test_by_message_id(store: Store) -> None:
    """The Message-ID finds a message whose locator is not known, the newest first."""
    entries = store.open_attempts([facts(message_id="<a@x>"), facts(message_id="<a@x>"), facts(message_id="<b@x>")])
    found = store.by_message_id(ACCOUNT, ["<a@x>", "<c@x>"])
    assert {key: [entry.id for entry in rows] for key, rows in found.items()} == {
        "<a@x>": [entries[1].id, entries[0].id]
    }


def test_close_attempts(store: Store) -> None:
    """An attempt can end without any decision."""
    (entry,) = store.open_attempts([facts(7)])
    store.close_attempts([entry.id])
    assert not store.known(ACCOUNT, FOLDER, 1, [7])[7].found_open
