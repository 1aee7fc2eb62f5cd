"""After an import: what is new is handed over to the ERP. A folder that is missing or full never fails the run."""

from __future__ import annotations

import logging

from lieferschein.handoff import HandedOver, hand_over
from lieferschein.settings import Settings
from lieferschein.store import Store, StoreError

logger = logging.getLogger(__name__)


def hand_over_imports(settings: Settings, store: Store) -> HandedOver:
    """Hand over every note that is due, where the settings say so; what could not be is caught up by the next run."""
    handoff = settings.handoff
    if handoff.directory is None:
        return HandedOver()
    try:
        done = hand_over(store, handoff.directory, handoff.format, handoff.start)
    except StoreError as error:
        done = HandedOver(0, error.reason)
    if done.problem is not None:
        logger.warning("%s", done.problem.sentence())
    elif done.count:
        logger.info("%d notes handed over to %s", done.count, handoff.directory)
    return done
