"""What is not done again: caches and locks."""

import os
import time
from datetime import timedelta
from pathlib import Path

from prefect import flow, task
from prefect.cache_policies import FLOW_PARAMETERS, INPUTS, NO_CACHE, RUN_ID, TASK_SOURCE
from prefect.locking.filesystem import FileSystemLockManager
from prefect.locking.memory import MemoryLockManager
from prefect.transactions import IsolationLevel
from scenario import fails_before, note, outcome, scenario


def cached(name="cached", **options):
    """A task that notes each time it is really run."""

    @task(name=name, **options)
    def square(n, debug=False):
        note(f"{name} runs {n}")
        return n * n

    return square


@scenario()
def cached_by_inputs():
    square = cached(cache_policy=INPUTS)
    for n in (2, 2, 3):
        note(str(square(n)))


@scenario()
def cached_by_inputs_but_one():
    square = cached(cache_policy=INPUTS - "debug")
    square(20, True)
    square(20, False)


@scenario()
def cached_by_source():
    square = cached(name="by-source", cache_policy=TASK_SOURCE)
    square(30)
    note(str(square(31)))


@scenario()
def same_source_other_name():
    square = cached(name="of-another-name", cache_policy=TASK_SOURCE)
    note(str(square(32)))


@flow(name="inner")
def inner(square, n):
    return square(n)


@scenario()
def cached_by_run():
    square = cached(cache_policy=RUN_ID)
    square(40)
    square(41)
    inner(square, 42)


@scenario()
def cached_by_flow_parameters():
    @task(name="by-parameters", cache_policy=FLOW_PARAMETERS)
    def by_parameters():
        note("by-parameters runs")

    @flow(name="with-parameters")
    def with_parameters(day):
        by_parameters()

    for day in (1, 1, 2):
        with_parameters(day)


@scenario()
def cached_by_both():
    square = cached(cache_policy=INPUTS + RUN_ID)
    square(50)
    square(50)
    square(51)
    inner(square, 50)


@scenario()
def cached_by_own_key():
    square = cached(cache_key_fn=lambda _context, arguments: f"own-{arguments['n'] % 2}")
    note(str(square(60)))
    note(str(square(62)))
    note(str(square(61)))


@scenario()
def own_key_of_nothing():
    square = cached(cache_key_fn=lambda _context, _arguments: None)
    square(70)
    square(70)


@scenario()
def own_key_that_fails():
    square = cached(cache_key_fn=lambda _context, _arguments: 1 / 0)
    square(75)
    square(75)


@scenario()
def not_cached():
    square = cached(cache_policy=NO_CACHE)
    square(80)
    square(80)


@scenario()
def cache_expires():
    lasting = cached(cache_policy=INPUTS, cache_expiration=timedelta(hours=1))
    lasting(90)
    lasting(90)
    fleeting = cached(cache_policy=INPUTS, cache_expiration=timedelta(seconds=0.1))
    fleeting(91)
    time.sleep(0.3)
    fleeting(91)


@scenario()
def cache_refreshed():
    square = cached(cache_policy=INPUTS)
    square(100)
    square.with_options(refresh_cache=True)(100)
    square(100)


@scenario()
def cache_and_retries():
    flaky = fails_before(2, retries=2, cache_policy=INPUTS)
    note(str(flaky("cache-and-retries")))
    note(str(flaky("cache-and-retries")))


@scenario()
def failures_are_not_cached():
    flaky = fails_before(2, cache_policy=INPUTS)
    note(outcome(lambda: flaky("failures")))
    note(outcome(lambda: flaky("failures")))
    note(outcome(lambda: flaky("failures")))


@scenario()
def cached_submitted():
    square = cached(cache_policy=INPUTS)
    for _ in range(2):
        note(square.submit(110, return_state=True).name)


def locked_by(locks, name, policy=TASK_SOURCE):
    """A task of which runs with the same key wait for each other."""
    locked = policy.configure(isolation_level=IsolationLevel.SERIALIZABLE, lock_manager=locks)

    @task(name=name, cache_policy=locked, persist_result=True)
    def shared(n):
        note("shared runs")
        time.sleep(0.3)
        return n

    return shared


@scenario()
def locked_in_memory():
    note(str(len(set(locked_by(MemoryLockManager(), "in-memory").map([1, 2, 3]).result()))))


@scenario()
def locked_by_files():
    # One after the other: Prefect's reads lock files that another thread has not written to the end yet.
    locks = FileSystemLockManager(lock_files_directory=Path(os.environ["PREFECT_HOME"]) / "locks")
    square = cached(cache_policy=INPUTS.configure(isolation_level=IsolationLevel.SERIALIZABLE, lock_manager=locks))
    note(str(square(120)))
    note(str(square(120)))


if "TEST_REDIS_PORT" in os.environ:
    from prefect_redis.locking import RedisLockManager

    @scenario()
    def locked_by_redis():
        locks = RedisLockManager(host="127.0.0.1", port=int(os.environ["TEST_REDIS_PORT"]))
        note(str(locked_by(locks, "by-redis", INPUTS).map([130, 130, 130]).result()))


@scenario()
def locks_are_missing():
    policy = TASK_SOURCE.configure(isolation_level=IsolationLevel.SERIALIZABLE)
    note(cached(name="unlocked", cache_policy=policy)(1, return_state=True).name)
