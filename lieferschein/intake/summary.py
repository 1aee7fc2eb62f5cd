"""A run in one line, in the configured language: "41 imported, 2 duplicates, 3 rejected, 0 left in Eingang"."""

from __future__ import annotations

from collections.abc import Mapping

from lieferschein.reasons import N_, translate

_ONE = {"duplicate": N_("1 duplicate")}
_COUNTED = {
    "imported": N_("{count} imported"),
    "duplicate": N_("{count} duplicates"),
    "ignored": N_("{count} ignored"),
    "rejected": N_("{count} rejected"),
    "vanished": N_("{count} vanished"),
    "deferred": N_("{count} deferred"),
}
_ALWAYS = ("imported", "duplicate", "rejected")
_LEFT = {"inbox": N_("{count} left in Eingang"), "error": N_("{count} left in Fehler")}
_DRY = N_("Dry run, nothing was changed: {line}")


def summary_line(counts: Mapping[str, int], left: int, folder: str, *, dry_run: bool, language: str) -> str:
    """How many messages ended in each way, and how many are left in the folder they were taken from."""
    told = {outcome: counts[outcome] for outcome in _COUNTED if counts[outcome] or outcome in _ALWAYS}
    parts = [(_ONE.get(outcome, _COUNTED[outcome]) if n == 1 else _COUNTED[outcome], n) for outcome, n in told.items()]
    line = ", ".join(translate(text, language).format(count=n) for text, n in (*parts, (_LEFT[folder], left)))
    return translate(_DRY, language).format(line=line) if dry_run else line
