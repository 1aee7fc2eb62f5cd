"""Files that are there whole or not at all, whenever the process dies."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

UNFINISHED = ".unfinished-"


@contextmanager
def atomic(file: Path, *, durable: bool = True) -> Iterator[Path]:
    """A path to write to beside `file`; it becomes `file` when the block ends well, and is gone when it does not.

    `durable`: when the block is left, it survives a power cut. Waiting for the disk with each of hundreds of files
    takes longer than writing them: those are left to `flush`.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=UNFINISHED, suffix=file.suffix, dir=file.parent)
    os.close(handle)
    unfinished = Path(name)
    try:
        unfinished.chmod(0o666 & ~_umask())
        yield unfinished
        if durable:
            sync(unfinished)
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)
    if durable:
        sync(file.parent)


def flush() -> None:
    """Let everything written so far survive a power cut."""
    if hasattr(os, "sync"):  # not on Windows, which writes names and contents in order
        os.sync()


def sync(path: Path) -> None:
    """Let a file, or the names in a folder, survive a power cut; a share that cannot promise that is taken as it is."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        import errno

        if error.errno not in (errno.EINVAL, errno.ENOTSUP, errno.EBADF):
            raise
    finally:
        os.close(handle)


def remove_unfinished(folder: Path) -> None:
    """What a killed process left in `folder` and below."""
    for left in folder.rglob(f"{UNFINISHED}*"):
        left.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
