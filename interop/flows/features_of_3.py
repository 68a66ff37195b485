"""What only the flows and tasks of Prefect 3 can do; see features.py."""

from datetime import timedelta

from prefect import flow, task
from prefect.cache_policies import INPUTS, NO_CACHE, TASK_SOURCE
from prefect.transactions import CommitMode, IsolationLevel, transaction

flows = []
computed: list[str] = []
written: list[str] = []


def feature(a_flow):
    flows.append(a_flow)
    return a_flow


@task(cache_policy=INPUTS + TASK_SOURCE, cache_expiration=timedelta(hours=1), persist_result=True)
def by_inputs(x: int) -> int:
    computed.append(f"by_inputs {x}")
    return x


@task(cache_policy=INPUTS - "label", persist_result=True)
def but_label(x: int, label: str) -> str:
    return label


@task(cache_policy=NO_CACHE, persist_result=True)
def every_time(x: int) -> int:
    computed.append("every_time")
    return x


@feature
@flow(name="interop-cache-policies")
def cache_policies():
    assert [by_inputs(901), by_inputs(901), by_inputs(902)] == [901, 901, 902]
    assert computed == ["by_inputs 901", "by_inputs 902"], computed
    assert by_inputs(901, return_state=True).name == "Cached"
    assert but_label(1, "a") == but_label(1, "b") == "a"
    every_time(1), every_time(1)
    assert computed[-2:] == ["every_time", "every_time"]


@task
def write(what: str) -> str:
    written.append(f"wrote {what}")
    return what


@write.on_rollback
def unwrite(txn):
    written.append("rolled back")


@write.on_commit
def committed(txn):
    written.append("committed")


@feature
@flow(name="interop-transactions")
def transactions():
    with transaction(key="interop-whole", commit_mode=CommitMode.LAZY):
        write("one")
        assert written[-1] == "wrote one"
    assert written[-1] == "committed"
    try:
        with transaction(key="interop-half", isolation_level=IsolationLevel.READ_COMMITTED):
            write("two")
            raise ValueError("so that it is rolled back")
    except ValueError:
        pass
    assert written[-2:] == ["wrote two", "rolled back"], written


@feature
@flow(name="interop-nested-tasks")
def nested_tasks():
    @task
    def inner(x):
        return x + 1

    @task
    def outer(x):
        return inner(x) + inner(x + 1)

    assert outer(1) == 5
