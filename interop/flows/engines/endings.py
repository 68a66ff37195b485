"""How runs end one in another: time limits, hooks, suspension, generators, results that are kept."""

import os
import time
from pathlib import Path

from prefect import flow, runtime, suspend_flow_run, task
from prefect.cache_policies import INPUTS, RUN_ID, TASK_SOURCE
from prefect.locking.filesystem import FileSystemLockManager
from prefect.results import ResultStore
from prefect.states import Cancelled
from prefect.transactions import IsolationLevel, transaction
from scenario import broken, double, hook, note, outcome, scenario


@scenario()
def subflow_times_out():
    @flow(name="slow-child", timeout_seconds=0.5)
    def slow_child():
        time.sleep(5)

    note(outcome(slow_child))
    note(slow_child(return_state=True).name)
    return "went on"


@scenario()
def subflow_is_cancelled():
    @flow(name="stopped-child")
    def stopped_child():
        return Cancelled(message="by decision")

    note(outcome(stopped_child))
    note(stopped_child(return_state=True).name)
    return "went on"


@scenario()
def subflow_that_nobody_looked_at():
    @flow(name="failing-child")
    def failing_child():
        return broken(return_state=True)

    failing_child(return_state=True)
    return "went on"


@scenario(retries=1)
def parent_is_retried():
    @flow(name="steady-child")
    def steady_child():
        return 1

    note(f"{runtime.flow_run.run_count} {steady_child()}")
    if runtime.flow_run.run_count == 1:
        raise ValueError("again")


def hooks(of, *kinds):
    """Two hooks of each kind, which note their state under this scenario."""
    return {f"on_{kind}": [hook("hooks-in-order", f"{of} {kind} {n}") for n in (1, 2)] for kind in kinds}


@scenario(**hooks("flow", "running", "completion"))
def hooks_in_order():
    @task(name="inside", **hooks("task", "running", "completion"))
    def inside():
        note("inside")

    @flow(name="hooked-child", **hooks("child", "running", "failure"))
    def hooked_child():
        inside()
        raise ValueError("child")

    note(outcome(hooked_child))


@scenario()
def suspend_without_deployment():
    note(outcome(lambda: suspend_flow_run(timeout=60)))


@scenario()
def generator_that_fails():
    @task(name="half")
    def half():
        yield 1
        raise ValueError("half")

    def read():
        for n in half():
            note(str(n))

    note(outcome(read))


@scenario()
def generator_left_early():
    @task(name="endless")
    def endless():
        while True:
            yield 1

    for n in endless():
        note(str(n))
        break


@scenario()
def generator_submitted():
    @task(name="count")
    def count(n):
        yield from range(n)

    note(str(count.submit(3).result()))


@scenario()
def kept_in_one_run():
    @task(name="kept", persist_result=True)
    def kept(n):
        note(f"kept runs {n}")
        return n

    for n in (1, 1, 2):
        note(str(kept(n)))


@scenario()
def kept_by_name():
    @task(name="kept-by-name", persist_result=True, result_storage_key="{flow_run.flow_name}-{parameters[n]}")
    def kept(n):
        note(f"kept runs {n}")
        return n

    for n in (1, 1, 2):
        note(str(kept(n)))


@scenario()
def policies_together():
    @task(name="together", cache_policy=INPUTS + TASK_SOURCE + RUN_ID - "debug")
    def together(n, debug=False):
        note(f"together runs {n}")
        return n

    together(1)
    together(1, debug=True)
    together(2)


@scenario()
def serializable_without_key():
    def steps():
        with transaction(isolation_level=IsolationLevel.SERIALIZABLE):
            note(str(double(1)))

    note(outcome(steps))


@scenario()
def serializable_without_locks():
    def steps():
        with transaction(key="unlocked", isolation_level=IsolationLevel.SERIALIZABLE):
            note("never here")

    note(outcome(steps))


@scenario()
def serializable_by_files():
    locks = FileSystemLockManager(lock_files_directory=Path(os.environ["PREFECT_HOME"]) / "transaction-locks")
    store = ResultStore(lock_manager=locks)
    for _ in range(2):
        with transaction(key="by-files", store=store, isolation_level=IsolationLevel.SERIALIZABLE) as txn:
            note(str(txn.is_committed()))
            if not txn.is_committed():
                txn.stage("value")


@scenario()
def caught_in_a_task():
    @task(name="around")
    def around():
        return outcome(broken)

    note(around())
