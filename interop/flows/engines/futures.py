"""Futures, mapping, subflows, and what flows and tasks return."""

import threading

from prefect import allow_failure, flow, runtime, task, unmapped
from prefect.futures import as_completed, wait
from prefect.states import Cancelled, Completed, Failed
from scenario import broken, double, note, outcome, scenario


@scenario()
def failing_map():
    futures = broken.map([1, 2])
    note(" ".join(state.name for state in (future.wait() or future.state for future in futures)))
    kept = double.map([1, 2], return_state=True)
    note(" ".join(state.name for state in kept))


@scenario()
def failing_map_awaited():
    @task(name="odd")
    def odd(n):
        if n % 2 == 1:
            raise ValueError(str(n))
        return n

    return odd.map([0, 1, 2]).result()


@scenario()
def allowed_failure():
    @task(name="tell")
    def tell(value):
        return type(value).__name__ if isinstance(value, Exception) else str(value)

    note(tell.submit(allow_failure(broken.submit())).result())
    note(tell.submit(allow_failure(double.submit(2))).result())


@scenario()
def upstream_failed():
    future = double.submit(broken.submit())
    future.wait()
    note(future.state.name)
    return "went on"


@scenario()
def upstream_failed_and_returned():
    return double.submit(broken.submit())


@scenario()
def waits_for_failed():
    future = double.submit(1, wait_for=[broken.submit()])
    future.wait()
    note(future.state.name)


@scenario()
def failure_nobody_looked_at():
    broken.submit().wait()
    return "all the same"


@scenario()
def returns_future_that_failed():
    return broken.submit()


@scenario()
def returns_future():
    return double.submit(4)


@scenario()
def returns_futures():
    return [double.submit(1), broken.submit()]


@scenario()
def returns_states():
    return [double(1, return_state=True), double(2, return_state=True)]


@scenario()
def returns_failed_state():
    return broken(return_state=True)


@scenario()
def returns_state_that_is_not_ready():
    return double.submit(broken.submit(), return_state=True)


@scenario()
def returns_cancelled_state():
    @task(name="stopped")
    def stopped():
        return Cancelled(message="by the task")

    return stopped(return_state=True)


@scenario()
def returns_skipped_state():
    @task(name="skipped")
    def skipped():
        return Completed(name="Skipped", message="by the task", data=1)

    return skipped(return_state=True)


@scenario()
def returns_named_state():
    return Completed(name="Skipped", message="nothing to do", data=3)


@scenario()
def returns_failed():
    return Failed(message="by decision")


@scenario()
def returns_cancelled():
    return Cancelled(message="by decision")


@flow(name="child")
def child(fails=False):
    double(1)
    if fails:
        raise ValueError("child")
    return "child"


@scenario()
def subflows():
    note(outcome(child))
    note(outcome(lambda: child(True)))
    note(child(True, return_state=True).name)


@scenario()
def nested_tasks():
    @task(name="outer")
    def outer(n):
        return double(n) + double.submit(n).result()

    return outer(3)


@scenario()
def generator():
    @task(name="count")
    def count(n):
        yield from range(n)

    for n in count(3):
        note(str(n))


@scenario()
def named_runs():
    @task(name="greet", task_run_name="greet {name}")
    def greet(name):
        return runtime.task_run.name

    note(greet("Ada"))
    note(greet.submit("Grace").result())


@scenario()
def mapped():
    @task(name="add")
    def add(a, b, c):
        return a + b + sum(c)

    note(str(add.map([1, 2], 10, unmapped([1, 1])).result()))
    note(outcome(lambda: add.map([1, 2], [1], unmapped([1]))))
    note(str(double.map([]).result()))
    note(str(double.map(double.map([1, 2])).result()))


@scenario()
def completed_in_order():
    gates = [threading.Event() for _ in range(3)]

    @task(name="pass")
    def pass_gate(gate):
        gates[gate].wait()
        return gate

    futures = [pass_gate.submit(gate) for gate in range(3)]
    gates[1].set()
    futures[1].wait()
    done, late = wait(futures, timeout=0.3)
    note(f"{len(done)} {len(late)}")
    order = []
    for future in as_completed(futures):
        order.append(str(future.result()))
        gates[2 if len(order) == 1 else 0].set()
    note(" ".join(order))
