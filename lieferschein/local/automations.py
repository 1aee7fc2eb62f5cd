"""The automations of automations.yaml on a Prefect server, and where their notifications go.

    python -m lieferschein.local.automations

installs them on the server of PREFECT_API_URL; so do `lieferschein up` and `lieferschein automations`.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources
from typing import Any
from uuid import UUID

import yaml
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import FlowFilter, FlowFilterName
from prefect.client.schemas.responses import DeploymentResponse
from prefect.events import Event, RelatedResource, Resource
from prefect.events.schemas.automations import AutomationCore

from lieferschein.reasons import translate
from lieferschein.settings import Settings, load_settings

BLOCK = "lieferschein"
BLOCK_TYPE = "slack-webhook"  # of Prefect's block types the one that takes any Apprise address, whatever it is called
FLOWS = ("sync-delivery-notes", "health")


def definitions(language: str = "en", block: UUID | None = None) -> list[AutomationCore]:
    """The automations in `language`, their notifications sent to the block document `block`."""
    text = resources.files("lieferschein.local").joinpath("automations.yaml").read_text(encoding="utf-8")
    found = yaml.safe_load(text)["automations"]
    for each in found:
        each["actions"] = [_action(action, language, block) for action in each["actions"]]
    return [AutomationCore.model_validate(each) for each in found]


def _action(action: dict[str, Any], language: str, block: UUID | None) -> dict[str, Any]:
    if action["type"] != "notify":
        return {**action, "message": translate(action["message"], language)}
    if block is None:
        return {"type": "do-nothing"}
    texts = {name: translate(action[name], language) for name in ("subject", "body")}
    return {"type": "send-notification", "block_document_id": block, **texts}


def install(settings: Settings) -> list[str]:
    """Create the automations, or change those that differ; the names of these. What is as it should be stays."""
    with get_client(sync_client=True) as client:
        changed = [
            each.name for each in definitions(settings.language, notification_block(client)) if _put(client, each)
        ]
        if changed:
            _watch(client, settings)
    return changed


def notification_block(client: SyncPrefectClient) -> UUID | None:
    """The block that `lieferschein notify` saved, if it did."""
    from prefect.exceptions import ObjectNotFound

    try:
        return client.read_block_document_by_name(BLOCK, BLOCK_TYPE, include_secrets=False).id
    except ObjectNotFound:
        return None


def _put(client: SyncPrefectClient, wanted: AutomationCore) -> bool:
    existing = client.read_automations_by_name(wanted.name)
    if not existing:
        client.create_automation(wanted)
        return True
    if _plain(existing[0]) == _plain(wanted):
        return False
    wanted.enabled = existing[0].enabled
    client.update_automation(existing[0].id, wanted)
    return True


def _plain(automation: AutomationCore) -> dict[str, Any]:
    """What makes an automation; whether somebody switched it off in the UI is theirs to decide."""
    fields = {"name", "description", "trigger", "actions"}
    return AutomationCore.model_validate(automation.model_dump()).model_dump(include=fields)


def _watch(client: SyncPrefectClient, settings: Settings) -> None:
    """Tell the triggers what there is to watch, so that the first failure of each counts as a change."""
    events = [_watched(f"lieferschein.supplier.{key}", supplier.name) for key, supplier in settings.suppliers.items()]
    for flow in client.read_flows(flow_filter=FlowFilter(name=FlowFilterName(any_=list(FLOWS)))):
        of_flow = _resource(f"prefect.flow.{flow.id}", flow.name, role="flow")
        for deployment in _deployments(client, flow.name):
            of_deployment = _resource(f"prefect.deployment.{deployment.id}", deployment.name, role="deployment")
            events.append(_watched("lieferschein.installation", "lieferschein", of_flow, of_deployment))
    client.request("POST", "/events", json=[event.model_dump(mode="json") for event in events])


def _deployments(client: SyncPrefectClient, flow: str) -> Iterator[DeploymentResponse]:
    """All of a flow: a page of the server's answer has 200."""
    offset = 0
    while page := client.read_deployments(flow_filter=FlowFilter(name=FlowFilterName(any_=[flow])), offset=offset):
        yield from page
        offset += len(page)


def _watched(identity: str, name: str, *related: dict[str, str]) -> Event:
    resource = Resource.model_validate(_resource(identity, name))
    others = [RelatedResource.model_validate(each) for each in related]
    return Event(event="lieferschein.watched", resource=resource, related=others)


def _resource(identity: str, name: str, role: str | None = None) -> dict[str, str]:
    labels = {"prefect.resource.id": identity, "prefect.resource.name": name}
    return labels | {"prefect.resource.role": role} if role else labels


def main() -> None:
    """Install the automations for the settings of this process."""
    for name in install(load_settings()):
        print(name)


if __name__ == "__main__":
    main()
