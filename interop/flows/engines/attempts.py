"""Attempts: retries, time limits, hooks, pauses."""

import time
from collections import defaultdict
from uuid import UUID

from prefect import get_client, pause_flow_run, resume_flow_run, runtime, task
from prefect.client.schemas.filters import FlowRunFilter
from prefect.futures import wait
from prefect.states import Cancelled, Completed, Crashed, Failed
from scenario import double, fails_before, hook, note, outcome, scenario


@scenario()
def retried():
    return fails_before(3, retries=2)()


@scenario()
def retries_used_up():
    note(outcome(lambda: fails_before(9, retries=1)()))


@scenario()
def retried_later():
    return fails_before(2, retries=1, retry_delay_seconds=0.2)()


@scenario()
def retried_if_worth_it():
    note(outcome(lambda: fails_before(9, retries=3, retry_condition_fn=lambda _task, _run, _state: False)()))


@scenario(retries=1)
def flow_retried():
    note(f"run {runtime.flow_run.run_count}")
    double(1)
    if runtime.flow_run.run_count == 1:
        raise ValueError("again")
    return "done"


@scenario(retries=1, retry_delay_seconds=1)
def flow_retried_in_vain():
    note(f"run {runtime.flow_run.run_count}")
    raise ValueError("again")


@scenario()
def task_times_out():
    @task(name="slow", timeout_seconds=0.2)
    def slow():
        for _ in range(50):
            time.sleep(0.05)

    note(slow(return_state=True).name)


@scenario()
def task_times_out_and_is_retried():
    calls = []

    @task(name="slow", timeout_seconds=2, retries=1)
    def slow():
        calls.append(1)
        if len(calls) == 1:
            for _ in range(400):
                time.sleep(0.05)
        return len(calls)

    note(str(slow()))


@scenario()
def mapped_tasks_time_out():
    calls = defaultdict(int)

    @task(name="slow", timeout_seconds=2, retries=1)
    def slow(n):
        calls[n] += 1
        # The second is too slow once, the third always.
        for _ in range(400 if n == 2 or (n == 1 and calls[n] == 1) else 0):
            time.sleep(0.05)
        return n

    futures = slow.map([0, 1, 2])
    wait(futures)
    note(" ".join(f"{future.state.name}" for future in futures))
    note(" ".join(str(calls[n]) for n in range(3)))


@scenario()
def jittered():
    calls = defaultdict(int)

    @task(name="jittered", retries=1, retry_delay_seconds=1, retry_jitter_factor=0.5)
    def once(n):
        calls[n] += 1
        if calls[n] == 1:
            raise ValueError("once")
        return n

    note(str(sum(once.map(range(10)).result())))


@scenario(timeout_seconds=0.5)
def flow_times_out():
    for _ in range(100):
        time.sleep(0.05)


@scenario(retries=1)
def returned_failure_is_retried():
    note(f"run {runtime.flow_run.run_count}")
    return Failed(message="by decision")


@scenario()
def task_returns_states():
    calls = []

    @task(name="returns", retries=1)
    def returns(index):
        calls.append(1)
        return [Completed(message="fine", data=1), Failed(message="no"), Cancelled(), Crashed()][index]

    for index in range(4):
        note(returns(index, return_state=True).name)
    note(str(len(calls)))


HOOKS = dict(
    on_running=[hook("hooks-of-flow", "running")],
    on_completion=[hook("hooks-of-flow", "completed")],
    on_failure=[hook("hooks-of-flow", "failed")],
    on_cancellation=[hook("hooks-of-flow", "cancelled")],
    on_crashed=[hook("hooks-of-flow", "crashed")],
)


@scenario(retries=1, **HOOKS)
def hooks_of_flow():
    note(f"run {runtime.flow_run.run_count}")
    if runtime.flow_run.run_count == 1:
        raise ValueError("again")


@scenario()
def hooks_of_task():
    hooks = dict(
        on_running=[hook("hooks-of-task", "running")],
        on_completion=[hook("hooks-of-task", "completed")],
        on_failure=[hook("hooks-of-task", "failed")],
    )
    flaky = fails_before(2, retries=1, **hooks)
    flaky("a")
    note(fails_before(9, retries=1, **hooks)("b", return_state=True).name)


@scenario()
def hook_that_fails():
    def bad(_task, _run, _state):
        note("bad")
        raise ValueError("hook")

    @task(name="watched", on_completion=[bad, hook("hook-that-fails", "after")])
    def watched():
        return 1

    return watched()


@scenario()
def paused():
    @task(name="resume")
    def resume():
        with get_client(sync_client=True) as client:
            run_id = UUID(runtime.flow_run.id)
            for _ in range(100):
                (run,) = client.read_flow_runs(flow_run_filter=FlowRunFilter(id={"any_": [run_id]}))
                if run.state.is_paused():
                    return resume_flow_run(run_id)
                time.sleep(0.1)

    future = resume.submit()
    pause_flow_run(timeout=60, poll_interval=1)
    note("resumed")
    future.wait()


@scenario()
def sleeps_until_due():
    @task(name="due", retries=2, retry_delay_seconds=[0.1, 0.2])
    def due():
        note(f"run {runtime.task_run.run_count}")
        raise ValueError("again")

    note(outcome(due))
