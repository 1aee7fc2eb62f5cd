"""What the run form offers: the configured mailboxes and suppliers to choose from, in the configured language.

Prefect makes the form from the types of a flow's parameters, at the moment a deployment is made of it; the server then
refuses any other value before a run exists. After a change of mailboxes or suppliers the deployments have to be applied
again, which `lieferschein up` does when it starts.
"""

from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from pydantic import GetJsonSchemaHandler
from pydantic_core import CoreSchema

from lieferschein.intake import SyncOptions
from lieferschein.reasons import ADVICE, translate
from lieferschein.settings import SettingsError, load_settings

__all__ = ["MailboxName", "Options", "described"]

_Function = TypeVar("_Function", bound=Callable[..., Any])


class _FromSettings:
    """Adds to the schema of a type what only the settings know; without any settings it stays as it is."""

    def __get_pydantic_json_schema__(self, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        schema = handler(core_schema)
        try:
            settings = load_settings()
        except SettingsError:  # a run says what is wrong with them
            return schema
        field = handler.resolve_ref_schema(schema)
        if "properties" not in field:
            return {**schema, "enum": list(settings.mailboxes)} if settings.mailboxes else schema
        for each in field["properties"].values():
            each.update({text: translate(each[text], settings.language) for text in ("title", "description")})
        if settings.suppliers:
            field["properties"]["suppliers"]["items"]["enum"] = list(settings.suppliers)
        field["properties"]["reasons"]["items"]["enum"] = list(ADVICE)
        return schema


def described(**parameters: str) -> Callable[[_Function], _Function]:
    """Give each parameter of a flow its sentence in the configured language; Prefect reads them from the docstring."""

    def describe(function: _Function) -> _Function:
        try:
            language = load_settings().language
        except SettingsError:  # a run says what is wrong with them
            language = "en"
        told = (f"    {name}: {translate(sentence, language)}" for name, sentence in parameters.items())
        function.__doc__ = "\n".join([f"{function.__doc__}\n\nArgs:", *told])
        return function

    return describe


MailboxName = Annotated[str, _FromSettings()]
Options = Annotated[SyncOptions, _FromSettings()]
