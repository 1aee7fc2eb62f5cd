"""Every setting, once: read from arguments, environment, `.env`, a secrets directory and lieferschein.toml."""

from lieferschein.settings.exchange import Handoff, Orders
from lieferschein.settings.load import load_settings
from lieferschein.settings.mailbox import Folders, Mailbox, OAuth2
from lieferschein.settings.model import Branch, Limits, Run, Settings
from lieferschein.settings.problems import SettingsError, SettingsMissing
from lieferschein.settings.supplier import Supplier

__all__ = [
    "Branch",
    "Folders",
    "Handoff",
    "Limits",
    "Mailbox",
    "OAuth2",
    "Orders",
    "Run",
    "Settings",
    "SettingsError",
    "SettingsMissing",
    "Supplier",
    "load_settings",
]
