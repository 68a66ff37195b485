"""Flows that are deployed, served and run by workers; run under Prefect 2.20 and 3.8 alike."""

import os
import time

from prefect import flow, get_run_logger, suspend_flow_run, task
from prefect.input import RunInput


@task
def shout(word: str) -> str:
    get_run_logger().info("shouting %s", word)
    return word.upper()


@flow(name="interop-greet", log_prints=True)
def greet(name: str = "world") -> str:
    print(f"hello {name}")
    return shout(name)


@flow(name="interop-lasts", log_prints=True)
def lasts(seconds: int = 300):
    print(f"has begun in {os.getpid()}")
    for _ in range(seconds * 10):
        time.sleep(0.1)


@flow(name="interop-suspends", log_prints=True)
def suspends():
    print(f"has begun in {os.getpid()}")
    suspend_flow_run(timeout=120, key="once")
    print("went on")


class Approval(RunInput):
    name: str
    amount: int = 1


@task(name="note", task_run_name="{text}")
def note(text: str) -> str:
    return text


@flow(name="interop-set-aside")
def set_aside():
    """Has a twin in deployed.ts, as has the next one."""
    note("before")
    answer = suspend_flow_run(wait_for_input=Approval, timeout=120, key="approval")
    note(f"{answer.amount} by {answer.name}")


@task(name="long-step")
def long_step():
    for _ in range(3000):
        time.sleep(0.1)


@flow(name="interop-part")
def part():
    long_step()


@flow(name="interop-stopped")
def stopped():
    long_step.submit()
    part()
