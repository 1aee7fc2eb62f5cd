"""Applies deployments to a Prefect server, several at a time: `prefect deploy --all` takes a second for each.

What is there already and says the same is left as it is, with what people switched on or off in the UI.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml
from prefect import Flow
from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.actions import (
    DeploymentScheduleCreate,
    DeploymentScheduleUpdate,
    DeploymentUpdate,
    WorkPoolCreate,
)
from prefect.client.schemas.filters import FlowFilter, FlowFilterName
from prefect.client.schemas.objects import ConcurrencyOptions
from prefect.client.schemas.responses import DeploymentResponse
from prefect.client.schemas.schedules import CronSchedule
from prefect.exceptions import ObjectAlreadyExists
from prefect.flows import load_flow_from_entrypoint
from prefect.utilities.callables import parameter_schema
from prefect.workers.process import ProcessWorker

from lieferschein.local.deploying import FLOW, HOURLY, POOL

AT_ONCE = 8
PAGE = 50  # deployments in an answer
Applied = dict[str, list[str]]  # "created", "changed", "deleted": names of deployments


@dataclass(frozen=True)
class Wanted:
    """A deployment as prefect.yaml describes it, of a flow that the server knows by its id."""

    flow_id: UUID
    name: str
    fields: dict[str, Any]  # as the server shows them, but for the following
    schedules: tuple[CronSchedule, ...]
    concurrency: Mapping[str, Any] | None

    def is_there(self, found: DeploymentResponse) -> bool:
        """Whether `found` says the same."""
        limit = found.global_concurrency_limit and found.global_concurrency_limit.limit
        options = found.concurrency_options and found.concurrency_options.collision_strategy.value
        return (
            all(getattr(found, name) == value for name, value in self.fields.items())
            and not found.pull_steps
            and [each.schedule for each in found.schedules] == list(self.schedules)
            and (limit, options) == (self.limit, self.concurrency and self.concurrency["collision_strategy"])
        )

    @property
    def limit(self) -> int | None:
        """How many runs at a time."""
        return self.concurrency["limit"] if self.concurrency else None

    @property
    def options(self) -> ConcurrencyOptions | None:
        """What happens to one more."""
        if not self.concurrency:
            return None
        return ConcurrencyOptions(collision_strategy=self.concurrency["collision_strategy"])


async def apply(file: Path) -> Applied:
    """Make the server's deployments those of `file`; hourly ones that are not in it are deleted."""
    described = yaml.safe_load(file.read_text(encoding="utf-8"))["deployments"]
    async with get_client() as client:
        await make_pool(client)
        flows: dict[str, Flow[Any, Any]] = {
            entry: load_flow_from_entrypoint(entry) for entry in {each["entrypoint"] for each in described}
        }
        ids = {entry: await client.create_flow_from_name(flow.name) for entry, flow in flows.items()}
        wanted = [wanted_of(each, flows[each["entrypoint"]], ids[each["entrypoint"]]) for each in described]
        found = await deployments_of(client, [flow.name for flow in flows.values()])
        at_once = asyncio.Semaphore(AT_ONCE)

        async def put(each: Wanted) -> str | None:
            async with at_once:
                return await _put(client, each, found.get((each.flow_id, each.name)))

        done = await asyncio.gather(*(put(each) for each in wanted))
        gone = await retire(client, [each.name for each in wanted])
    applied = {what: [each.name for each, did in zip(wanted, done, strict=True) if did == what] for what in set(done)}
    return {what: applied.get(what, []) for what in ("created", "changed")} | {"deleted": gone}


async def make_pool(client: PrefectClient) -> None:
    """The work pool, as the first worker would make it: `deploy` need not wait for one."""
    template = ProcessWorker.get_default_base_job_template()
    try:
        await client.create_work_pool(WorkPoolCreate(name=POOL, type="process", base_job_template=template))
    except ObjectAlreadyExists:
        return


def wanted_of(described: Mapping[str, Any], flow: Flow[Any, Any], flow_id: UUID) -> Wanted:
    """A deployment of prefect.yaml; what is left out is as `prefect deploy` would have it."""
    pool = described["work_pool"]
    fields = {
        "entrypoint": described["entrypoint"],
        "description": described["description"],
        "version": flow.version,
        "parameters": described.get("parameters", {}),
        "parameter_openapi_schema": parameter_schema(flow).model_dump(exclude_unset=True),
        "work_pool_name": pool["name"],
        "work_queue_name": pool.get("work_queue_name", "default"),
        "job_variables": pool.get("job_variables", {}),
    }
    schedules = tuple(CronSchedule(**each) for each in described.get("schedules", ()))
    return Wanted(flow_id, described["name"], fields, schedules, described.get("concurrency_limit"))


async def deployments_of(client: PrefectClient, flows: Sequence[str]) -> dict[tuple[UUID, str], DeploymentResponse]:
    """Every deployment of these flows, by the flow's id and its own name."""
    found: dict[tuple[UUID, str], DeploymentResponse] = {}
    ours = FlowFilter(name=FlowFilterName(any_=list(flows)))
    offset = 0
    while page := await client.read_deployments(flow_filter=ours, limit=PAGE, offset=offset):
        found |= {(each.flow_id, each.name): each for each in page}
        offset += len(page)
    return found


async def _put(client: PrefectClient, wanted: Wanted, found: DeploymentResponse | None) -> str | None:
    """Create or change one; what was done, None for nothing."""
    fields = dict(wanted.fields, concurrency_limit=wanted.limit, concurrency_options=wanted.options)
    if found is None:
        made = [DeploymentScheduleCreate(schedule=each) for each in wanted.schedules]
        await client.create_deployment(
            wanted.flow_id, wanted.name, schedules=made, pull_steps=[], enforce_parameter_schema=True, **fields
        )
        return "created"
    if wanted.is_there(found):
        return None
    changed = [DeploymentScheduleUpdate(schedule=each) for each in wanted.schedules]
    await client.update_deployment(found.id, DeploymentUpdate(schedules=changed, pull_steps=[], **fields))
    return "changed"


async def retire(client: PrefectClient, keep: Sequence[str]) -> list[str]:
    """Delete the hourly deployments that are not in `keep`: Prefect runs whatever is not deleted."""
    found = await deployments_of(client, [FLOW])
    ours = [each for each in found.values() if each.name == HOURLY or each.name.startswith(f"{HOURLY}-")]
    gone = [each for each in ours if each.name not in keep]
    for each in gone:
        await client.delete_deployment(each.id)
    return sorted(each.name for each in gone)


if __name__ == "__main__":
    for did, names in asyncio.run(apply(Path(sys.argv[1]))).items():
        print(f"{did}: {len(names)} {' '.join(names)}")
