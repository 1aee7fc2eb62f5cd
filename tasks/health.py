"""Tasks of the health check: one run per mailbox, one for suppliers, one for the database and its upkeep."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from prefect import State, task
from prefect.cache_policies import NO_CACHE
from prefect.events import emit_event
from prefect.states import Completed, Failed

from lieferschein.intake.health import Health, MailboxHealth, SupplierHealth
from lieferschein.reasons import N_, Reason, translate
from lieferschein.settings import Settings
from lieferschein.store import open_store
from lieferschein.store.upkeep import drop_documents

_OPTIONS: dict[str, Any] = {"cache_policy": NO_CACHE, "persist_result": False}
_FINE = N_("Nothing to complain about.")
_COUNTS = {
    "inbox": N_("{count} in Eingang"),
    "archive": N_("{count} in Archiv"),
    "error": N_("{count} in Fehler"),
}
_SIZES = N_("{database} MB, of these documents {documents} MB")
_KEPT = N_("Documents are kept for ever.")
_DROPPED = N_("{count} documents older than {days} days were dropped.")


def _ended(problems: list[Reason], language: str, fine: str = _FINE) -> State[Any]:
    if problems:
        return Failed(message=" ".join(problem.sentence(language) for problem in problems))
    return Completed(message=translate(fine, language))


@task(name="mailbox", task_run_name="mailbox {found.name}", **_OPTIONS)
def show_mailbox(found: MailboxHealth, language: str) -> State[Any]:
    """A mailbox: green with its counts, or red with what is wrong."""
    counts = ", ".join(translate(_COUNTS[name], language).format(count=n) for name, n in found.counts.items())
    return _ended(list(found.problems), language, counts or _FINE)


@task(name="suppliers", task_run_name="suppliers", **_OPTIONS)
def show_suppliers(suppliers: list[SupplierHealth], language: str) -> State[Any]:
    """The suppliers: silent ones by name. Each is told to the automations, which notify once per silence."""
    for each in suppliers:
        silent = each.silence
        emit_event(
            event="lieferschein.supplier.silent" if silent else "lieferschein.supplier.heard",
            resource={
                "prefect.resource.id": f"lieferschein.supplier.{each.key}",
                "prefect.resource.name": each.name,
            },
            payload={
                "since": each.last.date().isoformat(),
                "message": silent.sentence(language) if silent else "",
            },
        )
    silences = [each.silence.sentence(language) for each in suppliers if each.silence]
    name = "Warning" if silences else "Completed"
    return Completed(name=name, message=" ".join(silences) or translate(_FINE, language))


@task(name="database", task_run_name="database", **_OPTIONS)
def show_database(found: Health, language: str) -> State[Any]:
    """The database and its disk."""
    sizes = found.sizes
    if sizes is None:
        return _ended(found.problems, language)
    told = {"database": f"{sizes.database / 1e6:.1f}", "documents": f"{sizes.documents / 1e6:.1f}"}
    return _ended(found.problems, language, translate(_SIZES, language).format(**told))


@task(name="upkeep", task_run_name="upkeep", **_OPTIONS)
def drop_old_documents(settings: Settings) -> State[Any]:
    """Drop the documents that are older than the settings say."""
    days = settings.keep_documents_days
    if days is None or settings.database_url == "sqlite://":
        return Completed(message=translate(_KEPT, settings.language))
    with open_store(settings.database_url, language=settings.language) as store:
        count = drop_documents(store.engine, datetime.now(UTC) - timedelta(days=days))
    return Completed(message=translate(_DROPPED, settings.language).format(count=count, days=days))
