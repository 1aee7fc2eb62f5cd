"""The lease: one holder, heartbeat, expiry by the database's clock, takeover."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from lieferschein.store import LeaseHeld, LeaseLost, Store, open_store

KEY = "mail.example/user/INBOX"


def test_a_second_run_is_told_who_holds_it(store: Store) -> None:
    """A held lease names its holder, since when, and until when."""
    with store.lease(KEY, "run amber-fox on hamburg-1"):
        with pytest.raises(LeaseHeld, match="amber-fox on hamburg-1") as held, store.lease(KEY, "second", wait=0):
            pass
        assert held.value.transient
        assert held.value.until > held.value.since
        assert [holder.holder for holder in store.leases()] == ["run amber-fox on hamburg-1"]
    assert store.leases() == []


def test_keys_are_apart(store: Store) -> None:
    """Two mailboxes do not wait for each other."""
    with store.lease("a", "first", wait=0), store.lease("b", "second", wait=0):
        assert len(store.leases()) == 2


def test_given_back_when_the_run_fails(store: Store) -> None:
    """A run that ends with an exception gives its lease back."""
    with pytest.raises(RuntimeError), store.lease(KEY, "first"):
        raise RuntimeError
    with store.lease(KEY, "second", wait=0):
        pass


def test_waiting_for_the_first_to_end(store_url: str) -> None:
    """The second run waits, and starts when the first ends."""
    with open_store(store_url) as first, open_store(store_url) as second:
        held, order = threading.Event(), []

        def run() -> None:
            with first.lease(KEY, "first"):
                held.set()
                time.sleep(0.5)
                order.append("first")

        thread = threading.Thread(target=run)
        thread.start()
        held.wait()
        with second.lease(KEY, "second", wait=10):
            order.append("second")
        thread.join()
    assert order == ["first", "second"]


def test_heartbeat_keeps_it_beyond_its_time_to_live(store: Store) -> None:
    """The heartbeat extends the lease while the work goes on."""
    with store.lease(KEY, "first", ttl=1, heartbeat=0.2) as lease:
        time.sleep(1.5)
        with pytest.raises(LeaseHeld), store.lease(KEY, "second", wait=0):
            pass
        lease.check()


def test_without_heartbeat_it_expires_and_is_taken_over(store: Store) -> None:
    """A lease that is not renewed in time is taken over, and its old holder finds out."""
    with store.lease(KEY, "first", ttl=0.4, heartbeat=60) as lease, store.lease(KEY, "second", wait=5):
        assert lease.lost
        with pytest.raises(LeaseLost):
            lease.check()
        lease.renew()  # too late: it must not disturb the new holder
        assert [holder.holder for holder in store.leases()] == ["second"]
        assert lease.lost


def test_old_holder_does_not_release_the_new_one(store: Store) -> None:
    """Ending late gives back nothing that is another run's."""
    second = store.lease(KEY, "second", wait=5)
    with store.lease(KEY, "first", ttl=0.3, heartbeat=60):
        second.__enter__()
    assert [holder.holder for holder in store.leases()] == ["second"]
    second.__exit__(None, None, None)


def test_killed_with_the_lease_held(store_url: str) -> None:
    """A killed run leaves a lease row; it expires, and the next run takes over."""
    code = (
        "import os, signal, sys; from lieferschein.store import open_store\n"
        "with open_store(sys.argv[1]).lease(sys.argv[2], 'killed', ttl=3):\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    subprocess.run([sys.executable, "-c", code, store_url, KEY], check=False, cwd=Path(__file__).parents[2])
    with open_store(store_url) as store:
        with pytest.raises(LeaseHeld, match="killed"), store.lease(KEY, "next", wait=0):
            pass
        with store.lease(KEY, "next", wait=10):
            pass


def test_one_of_many_gets_it(store_url: str) -> None:
    """Runs that start at the same moment: exactly one holds the lease at a time."""
    inside, worst = [0], [0]
    lock = threading.Lock()

    def run(name: str) -> None:
        with open_store(store_url) as store, store.lease(KEY, name, wait=30):
            with lock:
                inside[0] += 1
                worst[0] = max(worst[0], inside[0])
            time.sleep(0.05)
            with lock:
                inside[0] -= 1

    threads = [threading.Thread(target=run, args=(f"run {at}",)) for at in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert worst == [1]
