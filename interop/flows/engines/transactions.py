"""What is kept and undone together: transactions."""

import time

from prefect import task
from prefect.locking.memory import MemoryLockManager
from prefect.results import ResultStore
from prefect.transactions import CommitMode, IsolationLevel, transaction
from scenario import broken, fails_before, note, outcome, scenario


def undoable(name, fails=False, **options):
    """A task whose hooks note that it is committed or rolled back."""

    def step():
        note(f"{name} runs")
        if fails:
            raise ValueError(name)

    made = task(name=name, **options)(step)
    made.on_commit(lambda txn: note(f"{name} committed"))
    made.on_rollback(lambda txn: note(f"{name} rolled back"))
    return made


@scenario()
def committed():
    with transaction():
        undoable("one")()
        undoable("two")()
        note("end")


@scenario()
def rolled_back():
    def steps():
        with transaction():
            undoable("one")()
            undoable("two")()
            undoable("three", fails=True)()

    note(outcome(steps))


@scenario()
def rolled_back_though_caught():
    with transaction():
        undoable("one")()
        note(outcome(undoable("two", fails=True)))
        note("end")


@scenario()
def rolled_back_by_other_error():
    def steps():
        with transaction():
            undoable("one")()
            raise ValueError("in the flow")

    note(outcome(steps))


@scenario()
def retried_in_transaction():
    def steps():
        with transaction():
            undoable("one")()
            fails_before(2, retries=1)("in-transaction")
            undoable("two")()

    note(outcome(steps))


@scenario()
def hooks_without_transaction():
    undoable("one")()
    note(outcome(undoable("two", fails=True)))


@scenario()
def eager():
    def steps():
        with transaction(commit_mode=CommitMode.EAGER):
            undoable("one")()
            undoable("two", fails=True)()

    note(outcome(steps))


@scenario()
def off():
    with transaction(commit_mode=CommitMode.OFF):
        undoable("one")()


@scenario()
def nested_transactions():
    def steps():
        with transaction():
            undoable("outer")()
            with transaction():
                undoable("inner")()
            note("between")
            undoable("last", fails=True)()

    note(outcome(steps))


@scenario()
def nested_eager():
    def steps():
        with transaction():
            undoable("outer")()
            with transaction(commit_mode=CommitMode.EAGER):
                undoable("inner")()
            undoable("last", fails=True)()

    note(outcome(steps))


@scenario()
def nested_tasks_undone():
    one, two = undoable("one"), undoable("two", fails=True)

    @task(name="around")
    def around():
        one()
        two()

    note(outcome(around))


@scenario()
def values_of_transactions():
    with transaction() as outer:
        outer.set("a", 1)
        with transaction() as within:
            note(f"{within.get('a')} {within.get('b', 'none')}")
            within.set("a", 2)
            note(outcome(lambda: within.get("missing")))
        note(str(outer.get("a")))


@scenario()
def done_once_by_key():
    store = ResultStore()
    for value in ("first", "second"):
        with transaction(key="done-once", store=store) as txn:
            note(str(txn.is_committed()))
            if not txn.is_committed():
                txn.stage(value)
        note(txn.state.name)


@scenario()
def done_anew_by_key():
    store = ResultStore()
    for value in ("first", "second"):
        with transaction(key="done-anew", store=store, overwrite=True) as txn:
            note(str(txn.is_committed()))
            txn.stage(value)


@scenario()
def staged_hooks():
    def steps(fails):
        with transaction() as txn:
            txn.stage(
                "value",
                on_rollback_hooks=[lambda _txn: note("staged rolled back")],
                on_commit_hooks=[lambda _txn: note("staged committed")],
            )
            if fails:
                raise ValueError("no")

    steps(False)
    note(outcome(lambda: steps(True)))


@scenario()
def commit_hook_that_fails():
    bad = undoable("bad")
    bad.on_commit(lambda txn: 1 / 0)

    def steps():
        with transaction():
            undoable("one")()
            bad()

    note(outcome(steps))


@scenario()
def rollback_hook_that_fails():
    bad = undoable("bad")
    bad.on_rollback(lambda txn: 1 / 0)

    def steps():
        with transaction():
            undoable("one")()
            bad()
            broken()

    note(outcome(steps))


@scenario()
def one_at_a_time_by_key():
    locks = MemoryLockManager()

    @task(name="alone")
    def alone():
        store = ResultStore(lock_manager=locks)
        with transaction(key="alone", store=store, isolation_level=IsolationLevel.SERIALIZABLE) as txn:
            if not txn.is_committed():
                note("alone works")
                time.sleep(0.3)
                txn.stage("value")

    for future in [alone.submit() for _ in range(3)]:
        future.result()
