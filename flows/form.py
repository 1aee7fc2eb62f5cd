"""What the run form offers: the configured mailboxes and suppliers to choose from, in the configured language.

Prefect makes the form from the types of a flow's parameters. What only the settings know is added to that schema here,
when a deployment is made of the flow; the server then refuses any other value before a run exists. After a change of
mailboxes or suppliers the deployments have to be applied again, which `lieferschein up` does when it starts.
"""

from typing import Any

from prefect import Flow

from lieferschein.reasons import ADVICE, translate
from lieferschein.settings import Settings, SettingsError, load_settings


def offer_choices(flow: Flow[Any, Any]) -> None:
    """Add to the form of `flow` what the settings know; without any settings it stays as the types have it."""
    try:
        settings = load_settings()
    except SettingsError:  # a run says what is wrong with them
        return
    schema = flow.parameters
    _choices_of(schema.properties, settings)
    for definition in schema.definitions.values():
        _choices_of(definition.get("properties", {}), settings)


def _choices_of(properties: dict[str, Any], settings: Settings) -> None:
    choices = {"mailbox": list(settings.mailboxes), "suppliers": list(settings.suppliers), "reasons": list(ADVICE)}
    for name, field in properties.items():
        for text in ("title", "description"):
            if text in field:
                field[text] = translate(field[text], settings.language)
        offered = choices.get(name)
        if offered:
            (field["items"] if field.get("type") == "array" else field)["enum"] = offered
