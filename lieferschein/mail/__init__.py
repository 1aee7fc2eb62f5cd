"""IMAP and MIME: into any mailbox, from any mail to its documents. Knows nothing of store, settings or Prefect."""

from lieferschein.mail.account import Account
from lieferschein.mail.errors import ConnectionLost, MailError, UidValidityChanged
from lieferschein.mail.folders import FolderNames, Folders
from lieferschein.mail.listing import FolderState, Listed, Listing
from lieferschein.mail.moving import Moved, MovePlan
from lieferschein.mail.probe import CheckStep, check_steps
from lieferschein.mail.session import Session, connect

__all__ = [
    "Account",
    "CheckStep",
    "ConnectionLost",
    "FolderNames",
    "FolderState",
    "Folders",
    "Listed",
    "Listing",
    "MailError",
    "MovePlan",
    "Moved",
    "Session",
    "UidValidityChanged",
    "check_steps",
    "connect",
]
