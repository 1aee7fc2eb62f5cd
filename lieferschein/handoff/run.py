"""Handing over: what is due is staged, promised, moved and fulfilled (`lieferschein.store.outbox`), oldest first.

Nothing here needs a lock. Who stages an event that another process promised first drops its own file; who finds a
promise moves its staged file, and of two that do so only one succeeds.
"""

from __future__ import annotations

import errno
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from lieferschein.export.atomic import sync
from lieferschein.export.partitions import safe_name
from lieferschein.handoff.documents import SUFFIXES, Format, document, load_notes
from lieferschein.reasons import N_, Reason
from lieferschein.store import Due, Promise, Store

STAGING = ".lieferschein"
BATCH = 100
_ABANDONED = 3600  # seconds: a staged file that nobody promised for so long is of a process that died

_MISSING = N_("The hand-off folder {directory} is not there; what waits ({count}) is handed over once it is.")
_OTHER = N_(
    "The hand-off folder {directory} has no folder {staging} any more; is the share mounted? {count} wait. If it is the"
    " right folder, make {staging} in it."
)
_FAILED = N_("The hand-off folder {directory} cannot be written: {detail}. {count} wait for the next run.")
_ELSEWHERE = N_("Files that were on their way to {directory} wait until it is there again.")


@dataclass(frozen=True, slots=True)
class HandedOver:
    """`count` notes were handed over; `problem` says why others have to wait."""

    count: int = 0
    problem: Reason | None = None


def hand_over(store: Store, directory: Path, format: Format = "json", since: date | None = None) -> HandedOver:
    """Hand over everything that is due, once. A folder that is missing or full is the result's problem; the next call
    catches up. Raises StoreError."""
    count = 0
    try:
        unusable = _usable(store, directory)
        if unusable is not None:
            return HandedOver(0, _reason(unusable, store, directory, since))
        moved, problem = _keep_promises(store, directory)
        count += moved
        _drop_abandoned(store, directory)
        while due := store.outbox.due(BATCH, since):
            count += _batch(store, directory, format, due)
    except OSError as error:
        return HandedOver(count, _reason(_FAILED, store, directory, since, detail=_detail(error)))
    return HandedOver(count, problem)


def _usable(store: Store, directory: Path) -> str | None:
    """Why the folder is not to be used. It is never made here: where a share is not mounted, that would hide it."""
    if not directory.is_dir():
        return _MISSING
    staging = directory / STAGING
    if not staging.is_dir():
        if store.outbox.used(str(directory)):
            return _OTHER
        staging.mkdir(exist_ok=True)
        sync(directory)
    return None


def _keep_promises(store: Store, directory: Path) -> tuple[int, Reason | None]:
    """Finish what a process that died had promised: a staged file that is not there any more was moved."""
    kept: list[Promise] = []
    elsewhere: str | None = None
    for promise in store.outbox.promised():
        if (Path(promise.directory) / STAGING).is_dir():
            _move(promise)
            kept.append(promise)
        else:
            elsewhere = promise.directory
    if kept:
        for folder in {promise.directory for promise in kept}:
            sync(Path(folder))
        store.outbox.fulfil(promise.event for promise in kept)
    problem = None if elsewhere is None else Reason("handoff", _ELSEWHERE, {"directory": elsewhere})
    return len([each for each in kept if each.directory == str(directory)]), problem


def _batch(store: Store, directory: Path, format: Format, due: Sequence[Due]) -> int:
    notes = load_notes(store, sorted({each.delivery_note_id for each in due}))
    staged: list[Promise] = []
    try:
        for each in due:
            staged.append(_stage(directory, each, notes[each.delivery_note_id], format))
        sync(directory / STAGING)
    except BaseException:
        _drop(staged)
        raise
    if not store.outbox.promise(staged):  # when it raises, nobody knows whether it was promised: the files stay
        _drop(staged)
        return 0  # another process was faster with one of them; what is still due is asked anew
    for promise in staged:
        _move(promise)
    sync(directory)
    store.outbox.fulfil(promise.event for promise in staged)
    return len(staged)


def _stage(directory: Path, due: Due, note: dict[str, Any], format: Format) -> Promise:
    name = f"{due.event:010d}-{safe_name(note['supplier_key'])[:40]}-{safe_name(note['delivery_note_number'])[:60]}"
    file = f"{name}-{due.action}{SUFFIXES[format]}"
    promise = Promise(due.event, str(directory), file, f"{due.event:010d}-{secrets.token_hex(6)}")
    path = directory / STAGING / promise.staged
    try:
        path.write_bytes(document(due, note, format))
        sync(path)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return promise


def _move(promise: Promise) -> None:
    folder = Path(promise.directory)
    try:
        (folder / STAGING / promise.staged).replace(folder / promise.file)
    except FileNotFoundError:
        if not (folder / STAGING).is_dir():
            raise  # the whole folder went away, not only this file


def _drop(promises: Sequence[Promise]) -> None:
    for promise in promises:
        (Path(promise.directory) / STAGING / promise.staged).unlink(missing_ok=True)


def _drop_abandoned(store: Store, directory: Path) -> None:
    promised = {promise.staged for promise in store.outbox.promised()}
    for file in (directory / STAGING).iterdir():
        if file.name not in promised and time.time() - file.stat().st_mtime > _ABANDONED:
            file.unlink(missing_ok=True)


def _reason(message: str, store: Store, directory: Path, since: date | None, **params: str) -> Reason:
    values = {"directory": str(directory), "staging": STAGING, "count": str(store.outbox.count(since)), **params}
    return Reason("handoff", message, values)


def _detail(error: OSError) -> str:
    return "no space is left" if error.errno in (errno.ENOSPC, errno.EDQUOT) else error.strerror or type(error).__name__
