"""The hand-off to an ERP: each imported, replaced or cancelled note exactly once, as a file in a folder."""

from lieferschein.handoff.documents import FORMATS, Format
from lieferschein.handoff.run import HandedOver, hand_over

__all__ = ["FORMATS", "Format", "HandedOver", "hand_over"]
