"""Methods about work pools, their queues and workers, and deployments."""

from datetime import datetime, timedelta, timezone
from uuid import UUID

from client_calls.checks import NAME, THIRD, absent, are, is_a
from prefect.client.schemas import actions, filters, objects, responses, sorting
from prefect.client.schemas.schedules import CronSchedule, IntervalSchedule


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
