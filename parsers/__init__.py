"""Electronic delivery notes → typed tables; usable alone.

from parsers import read_delivery_note
frames = read_delivery_note("LS-4711.edi")
frames.lines
"""

from .detect import Detected, detect_format
from .errors import DeliveryNoteError, Invalid, NoDeliveryNote, Unreadable, WrongFormat
from .frames import Frames
from .read import read_delivery_note
from .registry import FORMATS

__all__ = [
    "FORMATS",
    "DeliveryNoteError",
    "Detected",
    "Frames",
    "Invalid",
    "NoDeliveryNote",
    "Unreadable",
    "WrongFormat",
    "detect_format",
    "read_delivery_note",
]
