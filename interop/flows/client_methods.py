"""Calls the methods of a real orchestration client, 2.20 or 3.x, asynchronous or not, and checks the types of what comes back.

Run as `client_methods.py async` or, with 3.x, `client_methods.py sync`. The last line is a JSON object that names the
public methods that were not called.
"""

import asyncio
import inspect
import json
import os
import sys
import warnings
from datetime import datetime, timedelta, timezone
from uuid import UUID, uuid4

# 2.20 has automations behind a switch; two methods of 3.x are old names of others.
os.environ["PREFECT_EXPERIMENTAL_EVENTS"] = "true"
warnings.simplefilter("ignore", DeprecationWarning)

import prefect  # noqa: E402
from prefect import flow, task
from prefect.blocks.system import Secret
from prefect.client.orchestration import get_client
from prefect.client.schemas import actions, filters, objects, responses, sorting
from prefect.client.schemas.schedules import CronSchedule, IntervalSchedule
from prefect.events.schemas.automations import Automation, AutomationCore, EventTrigger
from prefect.exceptions import ObjectNotFound, PrefectHTTPStatusError
from prefect.states import Cancelling, Completed, Paused, Pending, Running, Scheduled

THIRD = prefect.__version__.startswith("3.")
SYNC = sys.argv[1] == "sync"
# Everything made here has a name of its own, so that one server serves any number of these.
NAME = f"methods-{uuid4().hex[:8]}"


class Recorded:
    """A client that remembers which of its methods were called, and lets every method be awaited."""

    def __init__(self, client):
        self._client = client
        self.called = set()

    def __getattr__(self, name):
        method = getattr(self._client, name)

        async def call(*args, **kwargs):
            self.called.add(name)
            answer = method(*args, **kwargs)
            return await answer if inspect.isawaitable(answer) else answer

        return call

    def left(self):
        methods = {name for name, _ in inspect.getmembers(type(self._client), inspect.isfunction) if not name.startswith("_")}
        return sorted(methods - self.called)


def is_a(value, kind):
    assert isinstance(value, kind), f"expected {kind}, got {type(value)}: {value}"
    return value


def are(values, kind):
    assert values and all(isinstance(value, kind) for value in values), f"expected a list of {kind}, got {values}"
    return values


async def absent(call):
    """The object a call asks for must be gone."""
    try:
        answer = await call
    except (ObjectNotFound, PrefectHTTPStatusError) as error:
        assert is_missing(error), error
        return
    assert answer is None, answer


def is_missing(error):
    """Some methods turn a 404 into an error of their own, some do not."""
    return isinstance(error, ObjectNotFound) or (isinstance(error, PrefectHTTPStatusError) and error.response.status_code == 404)


@task
def methods_task(x):
    return x


@flow
def methods_flow(x: int = 1):
    return x


methods_flow.name = NAME


async def server(c):
    assert await c.api_healthcheck() is None
    assert (await c.hello()).status_code == 200
    metadata = await c.read_worker_metadata()
    assert "process" in metadata["prefect"], metadata.keys()
    if THIRD:
        assert await c.api_version() == await c.client_version()
        await c.raise_for_api_version_mismatch()
        await c.raise_for_api_version_mismatch_once()


async def flows(c):
    flow_id = is_a(await c.create_flow(methods_flow), UUID)
    assert await c.create_flow_from_name(NAME) == flow_id
    assert is_a(await c.read_flow(flow_id), objects.Flow).name == NAME
    assert (await c.read_flow_by_name(NAME)).id == flow_id
    found = await c.read_flows(
        flow_filter=filters.FlowFilter(name=filters.FlowFilterName(any_=[NAME])), sort=sorting.FlowSort.NAME_ASC, limit=5, offset=0
    )
    assert [one.id for one in are(found, objects.Flow)] == [flow_id]
    other = await c.create_flow_from_name(f"{NAME}-gone")
    await c.delete_flow(other)
    await absent(c.read_flow(other))
    return flow_id


async def flow_runs(c, flow_id):
    run = is_a(await c.create_flow_run(methods_flow, name="first", parameters={"x": 2}, tags=["a"], state=Pending()), objects.FlowRun)
    assert (run.parameters, run.tags, run.state.type.value) == ({"x": 2}, ["a"], "PENDING")
    answer = is_a(await c.set_flow_run_state(run.id, Running()), responses.OrchestrationResult)
    assert answer.status.value == "ACCEPT", answer
    policy = objects.FlowRunPolicy(retries=2, retry_delay=5)
    renamed = await c.update_flow_run(run.id, name="second", tags=["b"], empirical_policy=policy, infrastructure_pid="me:1")
    assert renamed.status_code == 204
    read = is_a(await c.read_flow_run(run.id), objects.FlowRun)
    assert (read.name, read.tags, read.empirical_policy.retries, read.infrastructure_pid) == ("second", ["b"], 2, "me:1")
    found = await c.read_flow_runs(
        flow_filter=filters.FlowFilter(id=filters.FlowFilterId(any_=[flow_id])),
        flow_run_filter=filters.FlowRunFilter(tags=filters.FlowRunFilterTags(all_=["b"])),
        sort=sorting.FlowRunSort.EXPECTED_START_TIME_DESC,
        limit=3,
    )
    assert [one.id for one in are(found, objects.FlowRun)] == [run.id]
    states = are(await c.read_flow_run_states(run.id), objects.State)
    assert [state.name for state in states] == ["Pending", "Running"]

    await c.create_flow_run_input(run.id, "key-1", '"value"', sender="prefect.flow-run.me")
    await c.create_flow_run_input(run.id, "key-2", '"other"')
    assert json.loads(await c.read_flow_run_input(run.id, "key-1")) == "value"
    inputs = await c.filter_flow_run_input(run.id, key_prefix="key", limit=5, exclude_keys={"key-2"})
    assert [one.key for one in are(inputs, objects.FlowRunInput)] == ["key-1"]
    await c.delete_flow_run_input(run.id, "key-1")

    assert (await c.set_flow_run_state(run.id, Paused(timeout_seconds=60))).status.value == "ACCEPT"
    assert is_a(await c.resume_flow_run(run.id), responses.OrchestrationResult).status.value == "ACCEPT"
    await c.set_flow_run_state(run.id, Running())
    assert (await c.set_flow_run_state(run.id, Cancelling())).state.type.value == "CANCELLING"
    refused = await c.set_flow_run_state(run.id, Completed())
    assert refused.status.value == "REJECT", refused
    if THIRD:
        assert (await c.set_flow_run_name(run.id, "third")).status_code == 204
        await c.update_flow_run_labels(run.id, {"team": "interop", "n": 1})
        read = await c.read_flow_run(run.id)
        assert (read.name, read.labels["team"], read.labels["n"]) == ("third", "interop", 1)
        is_a(await c.read_flow_run_state(states[0].id), objects.State)
        counted = await c.count_flow_runs(flow_filter=filters.FlowFilter(id=filters.FlowFilterId(any_=[flow_id])))
        assert counted == 1

    other = await c.create_flow_run(methods_flow)
    await c.delete_flow_run(other.id)
    await absent(c.read_flow_run(other.id))
    return run.id


async def task_runs(c):
    run = await c.create_flow_run(methods_flow, state=Running())
    made = await c.create_task_run(
        methods_task, run.id, dynamic_key="0", name="made", extra_tags=["t"], state=Pending(), task_inputs={"x": [objects.Parameter(name="x")]}
    )
    assert is_a(made, objects.TaskRun).name == "made"
    assert (await c.create_task_run(methods_task, run.id, dynamic_key="0")).id == made.id
    assert is_a(await c.set_task_run_state(made.id, Running()), responses.OrchestrationResult).status.value == "ACCEPT"
    await c.set_task_run_name(made.id, "renamed")
    await c.set_task_run_state(made.id, Completed(data=None), force=True)
    read = is_a(await c.read_task_run(made.id), objects.TaskRun)
    assert (read.name, read.tags, read.state.name, read.run_count) == ("renamed", ["t"], "Completed", 1)
    states = are(await c.read_task_run_states(made.id), objects.State)
    assert [state.name for state in states] == ["Pending", "Running", "Completed"]
    found = await c.read_task_runs(
        flow_run_filter=filters.FlowRunFilter(id=filters.FlowRunFilterId(any_=[run.id])), sort=sorting.TaskRunSort.END_TIME_DESC, limit=4
    )
    assert [one.id for one in are(found, objects.TaskRun)] == [made.id]
    await c.delete_task_run(made.id)
    await absent(c.read_task_run(made.id))
    await c.set_flow_run_state(run.id, Completed())


async def logs(c, flow_run_id):
    now = datetime.now(timezone.utc)
    await c.create_logs([actions.LogCreate(name=NAME, level=20, message=f"line {n}", timestamp=now + timedelta(seconds=n), flow_run_id=flow_run_id) for n in range(3)])
    wanted = filters.LogFilter(flow_run_id=filters.LogFilterFlowRunId(any_=[flow_run_id]), level=filters.LogFilterLevel(ge_=20))
    lines = await c.read_logs(wanted, limit=2, offset=1, sort=sorting.LogSort.TIMESTAMP_DESC)
    assert [line.message for line in are(lines, objects.Log)] == ["line 1", "line 0"]


async def work_pools(c):
    pool = await c.create_work_pool(actions.WorkPoolCreate(name=NAME, type="process", description="of methods"))
    assert is_a(pool, objects.WorkPool).type == "process"
    await c.create_work_pool(actions.WorkPoolCreate(name=NAME, type="process"), overwrite=True)
    await c.update_work_pool(NAME, actions.WorkPoolUpdate(description="changed", concurrency_limit=4))
    read = await c.read_work_pool(NAME)
    assert (read.description, read.concurrency_limit) == ("changed", 4)
    assert NAME in [one.name for one in are(await c.read_work_pools(limit=50), objects.WorkPool)]
    await c.send_worker_heartbeat(NAME, "worker-1", heartbeat_interval_seconds=30)
    workers = await c.read_workers_for_work_pool(NAME, limit=5, offset=0)
    assert [worker.name for worker in are(workers, objects.Worker)] == ["worker-1"]

    queue = await c.create_work_queue("fast", description="of methods", concurrency_limit=2, priority=1, work_pool_name=NAME)
    assert is_a(queue, objects.WorkQueue).priority == 1
    await c.update_work_queue(queue.id, description="changed", is_paused=False)
    assert (await c.read_work_queue(queue.id)).description == "changed"
    assert (await c.read_work_queue_by_name("fast", work_pool_name=NAME)).id == queue.id
    assert len(are(await c.read_work_queues(work_pool_name=NAME, limit=10, offset=0), objects.WorkQueue)) == 2
    assert [one.id for one in await c.match_work_queues(["fast"], work_pool_name=NAME)] == [queue.id]
    is_a(await c.read_work_queue_status(queue.id), objects.WorkQueueStatusDetail)
    if THIRD:
        status = await c.read_work_pool_concurrency_status(NAME, flow_run_limit=2)
        assert type(status).__name__ == "WorkPoolConcurrencyStatus"
        assert type(await c.read_work_queue_concurrency_status(queue.id)).__name__ == "WorkQueueConcurrencyStatus"


async def deployments(c, flow_id):
    schedule = CronSchedule(cron="0 4 * * *", timezone="Europe/Oslo")
    extra = {} if THIRD else {"is_schedule_active": False}
    deployment_id = await c.create_deployment(
        flow_id,
        "first",
        version="1",
        schedules=[actions.DeploymentScheduleCreate(schedule=schedule, active=False)],
        parameters={"x": 3},
        description="of methods",
        work_pool_name=NAME,
        work_queue_name="fast",
        tags=["d"],
        path=".",
        entrypoint="a.py:b",
        parameter_openapi_schema={"type": "object", "properties": {"x": {"type": "integer"}}},
        enforce_parameter_schema=True,
        **extra,
    )
    read = is_a(await c.read_deployment(is_a(deployment_id, UUID)), responses.DeploymentResponse)
    assert (read.parameters, read.work_pool_name, read.work_queue_name, read.entrypoint) == ({"x": 3}, NAME, "fast", "a.py:b")
    assert (await c.read_deployment_by_name(f"{NAME}/first")).id == deployment_id
    named = filters.DeploymentFilter(name=filters.DeploymentFilterName(any_=["first"]))
    in_pool = filters.WorkPoolFilter(name=filters.WorkPoolFilterName(any_=[NAME]))
    found = await c.read_deployments(deployment_filter=named, work_pool_filter=in_pool, sort=sorting.DeploymentSort.NAME_ASC, limit=5)
    assert [one.id for one in are(found, responses.DeploymentResponse)] == [deployment_id]
    if THIRD:
        await c.update_deployment(deployment_id, actions.DeploymentUpdate(description="changed", tags=["e"], concurrency_limit=2))
        assert (await c.read_deployment(deployment_id)).global_concurrency_limit.limit == 2
    else:
        await c.update_deployment(read.copy(update={"description": "changed", "tags": ["e"]}))
        await c.update_schedule(deployment_id, active=False)
    changed = await c.read_deployment(deployment_id)
    assert (changed.description, changed.tags) == ("changed", ["e"])
    for paused in (True, False):
        await c.set_deployment_paused_state(deployment_id, paused)
        assert (await c.read_deployment(deployment_id)).paused is paused
    if THIRD:
        await c.pause_deployment(deployment_id)
        await c.resume_deployment(str(deployment_id))

    added = await c.create_deployment_schedules(deployment_id, [(IntervalSchedule(interval=timedelta(hours=6)), True)])
    assert are(added, objects.DeploymentSchedule)[0].schedule.interval == timedelta(hours=6)
    await c.update_deployment_schedule(deployment_id, added[0].id, active=False, schedule=CronSchedule(cron="5 5 * * *"))
    schedules = are(await c.read_deployment_schedules(deployment_id), objects.DeploymentSchedule)
    assert sorted((one.schedule.cron, one.active) for one in schedules) == [("0 4 * * *", False), ("5 5 * * *", False)]
    await c.delete_deployment_schedule(deployment_id, added[0].id)

    run = await c.create_flow_run_from_deployment(deployment_id, parameters={"x": 4}, name="asked", tags=["r"], idempotency_key="once")
    again = await c.create_flow_run_from_deployment(deployment_id, parameters={"x": 4}, idempotency_key="once")
    assert (is_a(run, objects.FlowRun).id, run.work_queue_name, run.parameters) == (again.id, "fast", {"x": 4})
    soon = datetime.now(timezone.utc) + timedelta(minutes=1)
    queue = await c.read_work_queue_by_name("fast", work_pool_name=NAME)
    assert [one.id for one in await c.get_runs_in_work_queue(queue.id, limit=5, scheduled_before=soon)] == [run.id]
    due = await c.get_scheduled_flow_runs_for_work_pool(NAME, ["fast"], soon)
    assert [one.flow_run.id for one in are(due, responses.WorkerFlowRunResponse)] == [run.id]
    served = await c.get_scheduled_flow_runs_for_deployments([deployment_id], scheduled_before=soon, limit=5)
    assert [one.id for one in served] == [run.id]

    await c.delete_deployment(deployment_id)
    await absent(c.read_deployment(deployment_id))
    await c.delete_work_queue_by_id(queue.id)
    await absent(c.read_work_queue(queue.id))
    await c.delete_work_pool(NAME)
    await absent(c.read_work_pool(NAME))


async def blocks(c):
    block_type = await c.create_block_type(actions.BlockTypeCreate(name=f"Kind {NAME}", slug=f"kind-{NAME}"))
    assert is_a(block_type, objects.BlockType).slug == f"kind-{NAME}"
    await c.update_block_type(block_type.id, actions.BlockTypeUpdate(description="of methods"))
    assert (await c.read_block_type_by_slug(f"kind-{NAME}")).description == "of methods"
    assert len(are(await c.read_block_types(), objects.BlockType)) > 5
    fields = {"title": "Kind", "type": "object", "properties": {"host": {"type": "string"}, "key": {"type": "string"}}, "secret_fields": ["key"], "block_type_slug": f"kind-{NAME}", "block_schema_references": {}}
    schema = await c.create_block_schema(actions.BlockSchemaCreate(fields=fields, block_type_id=block_type.id, capabilities=["x"], version="1.0"))
    assert is_a(schema, objects.BlockSchema).capabilities == ["x"]
    assert (await c.read_block_schema_by_checksum(schema.checksum)).id == schema.id
    assert (await c.get_most_recent_block_schema_for_block_type(block_type.id)).id == schema.id
    are(await c.read_block_schemas(), objects.BlockSchema)

    document = await c.create_block_document(
        actions.BlockDocumentCreate(name="mine", data={"host": "h", "key": "k"}, block_schema_id=schema.id, block_type_id=block_type.id)
    )
    assert is_a(document, objects.BlockDocument).data["host"] == "h"
    await c.update_block_document(document.id, actions.BlockDocumentUpdate(data={"host": "i"}, merge_existing_data=True))
    assert (await c.read_block_document(document.id)).data == {"host": "i", "key": "k"}
    assert (await c.read_block_document(document.id, include_secrets=False)).data["key"] == "********"
    assert (await c.read_block_document_by_name("mine", f"kind-{NAME}")).id == document.id
    assert [one.id for one in await c.read_block_documents_by_type(f"kind-{NAME}", limit=5, offset=0)] == [document.id]
    assert document.id in [one.id for one in await c.read_block_documents(limit=50, offset=0)]
    await c.delete_block_document(document.id)
    await absent(c.read_block_document(document.id))
    await c.delete_block_type(block_type.id)
    await absent(c.read_block_type_by_slug(f"kind-{NAME}"))


async def variables(c):
    name = NAME.replace("-", "_")
    made = is_a(await c.create_variable(actions.VariableCreate(name=name, value={"a": [1]} if THIRD else "one", tags=["v"])), objects.Variable)
    await c.update_variable(actions.VariableUpdate(name=name, value="two"))
    read = await c.read_variable_by_name(name)
    assert (read.id, read.value, read.tags) == (made.id, "two", ["v"])
    are(await c.read_variables(limit=5), objects.Variable)
    await c.delete_variable_by_name(name)
    assert await c.read_variable_by_name(name) is None


async def artifacts(c, flow_run_id):
    made = [
        await c.create_artifact(actions.ArtifactCreate(key=NAME, type="markdown", data=f"# {n}", flow_run_id=flow_run_id)) for n in range(2)
    ]
    if THIRD:
        await c.update_artifact(made[1].id, actions.ArtifactUpdate(data="# changed", description="of methods"))
    wanted = filters.ArtifactFilter(key=filters.ArtifactFilterKey(any_=[NAME]))
    found = are(await c.read_artifacts(artifact_filter=wanted, sort=sorting.ArtifactSort.CREATED_DESC, limit=5), objects.Artifact)
    assert [one.data for one in found] == ["# changed" if THIRD else "# 1", "# 0"]
    latest = await c.read_latest_artifacts(
        artifact_filter=filters.ArtifactCollectionFilter(key=filters.ArtifactCollectionFilterKey(any_=[NAME]))
    )
    assert [one.latest_id for one in are(latest, objects.ArtifactCollection)] == [made[1].id]
    for one in made:
        await c.delete_artifact(one.id)
    assert await c.read_artifacts(artifact_filter=wanted) == []


async def limits(c):
    is_a(await c.create_concurrency_limit(NAME, 2), UUID)
    assert is_a(await c.read_concurrency_limit_by_tag(NAME), objects.ConcurrencyLimit).concurrency_limit == 2
    assert NAME in [one.tag for one in await c.read_concurrency_limits(limit=50, offset=0)]
    holder = uuid4()
    if THIRD:
        taken = (await c.increment_v1_concurrency_slots([NAME], holder)).json()
        assert taken[0]["limit"] == 2, taken
        assert (await c.read_concurrency_limit_by_tag(NAME)).active_slots == [holder]
        await c.decrement_v1_concurrency_slots([NAME], holder, 1.0)
    await c.reset_concurrency_limit_by_tag(NAME, slot_override=[holder])
    assert (await c.read_concurrency_limit_by_tag(NAME)).active_slots == [holder]
    await c.delete_concurrency_limit_by_tag(NAME)

    is_a(await c.create_global_concurrency_limit(actions.GlobalConcurrencyLimitCreate(name=NAME, limit=3)), UUID)
    await c.update_global_concurrency_limit(NAME, actions.GlobalConcurrencyLimitUpdate(limit=4))
    assert is_a(await c.read_global_concurrency_limit_by_name(NAME), responses.GlobalConcurrencyLimitResponse).limit == 4
    assert NAME in [one.name for one in await c.read_global_concurrency_limits(limit=50, offset=0)]
    slots = (await c.increment_concurrency_slots([NAME], 2, "concurrency")).json()
    assert [(one["name"], one["limit"]) for one in slots] == [(NAME, 4)]
    await c.release_concurrency_slots([NAME], 2, 0.5)
    if THIRD:
        lease = (await c.increment_concurrency_slots_with_lease([NAME], 1, "concurrency", 60, objects.ConcurrencyLeaseHolder(type="flow_run", id=holder))).json()
        assert (await c.read_global_concurrency_limit_by_name(NAME)).active_slots == 1
        await c.renew_concurrency_lease(UUID(lease["lease_id"]), 60)
        await c.release_concurrency_slots_with_lease(UUID(lease["lease_id"]))
        await c.upsert_global_concurrency_limit_by_name(NAME, 5, slot_decay_per_second=1.0)
    assert (await c.read_global_concurrency_limit_by_name(NAME)).active_slots == 0
    await c.delete_global_concurrency_limit_by_name(NAME)
    await absent(c.read_global_concurrency_limit_by_name(NAME))


async def automations(c):
    def automation(name):
        trigger = EventTrigger(expect={"interop.methods"}, posture="Reactive", threshold=1, within=0)
        return AutomationCore(name=name, description="of methods", enabled=True, trigger=trigger, actions=[])

    automation_id = is_a(await c.create_automation(automation(NAME)), UUID)
    assert is_a(await c.read_automation(automation_id), Automation).trigger.expect == {"interop.methods"}
    for enabled, change in ((False, c.pause_automation), (True, c.resume_automation)):
        await change(automation_id)
        assert (await c.read_automation(automation_id)).enabled is enabled
    await c.update_automation(automation_id, automation(f"{NAME}-changed"))
    assert (await c.find_automation(f"{NAME}-changed")).id == automation_id
    assert [one.id for one in await c.read_automations_by_name(f"{NAME}-changed")] == [automation_id]
    assert automation_id in [one.id for one in await c.read_automations()]
    resource = f"prefect.deployment.{uuid4()}"
    assert await c.read_resource_related_automations(resource) == []
    await c.delete_resource_owned_automations(resource)
    await c.delete_automation(automation_id)
    await absent(c.read_automation(automation_id))


async def policies(c):
    """The notification policies of 2.20, which became automations."""
    secret_id = await Secret(value="not a webhook").save(f"policy-{NAME}")
    policy_id = await c.create_flow_run_notification_policy(secret_id, tags=["p"], state_names=["Failed"])
    await c.update_flow_run_notification_policy(policy_id, is_active=False)
    wanted = filters.FlowRunNotificationPolicyFilter(is_active=filters.FlowRunNotificationPolicyFilterIsActive(eq_=False))
    found = await c.read_flow_run_notification_policies(wanted, limit=5)
    assert [one.id for one in are(found, objects.FlowRunNotificationPolicy)] == [policy_id]
    await c.delete_flow_run_notification_policy(policy_id)


async def events(c):
    from prefect.client.schemas.events import EventPage

    page = is_a(await c.read_events(limit=2), EventPage)
    assert page.total > 2 and len(page.events) == 2, page.total
    following = is_a(await c.read_events_page(page.next_page), EventPage)
    assert not {one.id for one in page.events} & {one.id for one in following.events}


async def storage(c):
    """The default result storage that a 3.x server keeps."""
    from prefect.filesystems import LocalFileSystem

    saved = LocalFileSystem(basepath="results").save(f"storage-{NAME}")
    block_id = await saved if inspect.isawaitable(saved) else saved
    assert (await c.update_server_default_result_storage(block_id)).default_result_storage_block_id == block_id
    assert (await c.read_server_default_result_storage()).default_result_storage_block_id == block_id
    await c.clear_server_default_result_storage()
    assert (await c.read_server_default_result_storage()).default_result_storage_block_id is None


async def everything(c):
    await server(c)
    flow_id = await flows(c)
    run_id = await flow_runs(c, flow_id)
    await task_runs(c)
    await logs(c, run_id)
    await work_pools(c)
    await deployments(c, flow_id)
    await blocks(c)
    await variables(c)
    await artifacts(c, run_id)
    await limits(c)
    await automations(c)
    if THIRD:
        await events(c)
        await storage(c)
    else:
        await policies(c)


async def main():
    if SYNC:
        with get_client(sync_client=True) as client:
            recorded = Recorded(client)
            await everything(recorded)
    else:
        async with get_client() as client:
            recorded = Recorded(client)
            await everything(recorded)
    return recorded


if __name__ == "__main__":
    print(json.dumps({"left": asyncio.run(main()).left()}))
