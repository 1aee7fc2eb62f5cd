"""IMAP and MIME: into any mailbox, from any mail to its documents. Knows nothing of store, settings or Prefect."""

from lieferschein.mail.account import Account
from lieferschein.mail.authentication import authenticate
from lieferschein.mail.dkim_check import dkim_domains
from lieferschein.mail.documents import Document, InnerMessage, Unpacked
from lieferschein.mail.errors import ConnectionLost, MailError, UidValidityChanged
from lieferschein.mail.evidence import cross_check, decide_by_document, suggest_for_unknown
from lieferschein.mail.folders import FolderNames, Folders
from lieferschein.mail.limits import Limits, too_large
from lieferschein.mail.listing import FolderState, Listed, Listing
from lieferschein.mail.mail_headers import MailHeaders, headers, sender_of
from lieferschein.mail.move_plan import Moved, MovePlan
from lieferschein.mail.probe import CheckStep, check_steps
from lieferschein.mail.sender import Match, SenderIndex, SupplierSenders, match_supplier
from lieferschein.mail.sender_problems import sender_problems
from lieferschein.mail.session import Session, connect
from lieferschein.mail.unpack import unpack

__all__ = [
    "Account",
    "CheckStep",
    "ConnectionLost",
    "Document",
    "FolderNames",
    "FolderState",
    "Folders",
    "InnerMessage",
    "Limits",
    "Listed",
    "Listing",
    "MailError",
    "MailHeaders",
    "Match",
    "MovePlan",
    "Moved",
    "SenderIndex",
    "Session",
    "SupplierSenders",
    "UidValidityChanged",
    "Unpacked",
    "authenticate",
    "check_steps",
    "connect",
    "cross_check",
    "decide_by_document",
    "dkim_domains",
    "headers",
    "match_supplier",
    "sender_of",
    "sender_problems",
    "suggest_for_unknown",
    "too_large",
    "unpack",
]
