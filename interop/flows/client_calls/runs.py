"""Methods about flows and their runs, task runs, and log lines."""

import json
from datetime import datetime, timedelta, timezone
from uuid import UUID

from client_calls.checks import NAME, THIRD, absent, are, is_a
from prefect import flow, task
from prefect.client.schemas import actions, filters, objects, responses, sorting
from prefect.states import Cancelling, Completed, Paused, Pending, Running


@task
def methods_task(x):
    return x


@flow
def methods_flow(x: int = 1):
    return x


methods_flow.name = NAME


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
