"""Flows that are deployed, served and run by workers; run under Prefect 2.20 and 3.8 alike."""

import os
import time

from prefect import flow, get_run_logger, suspend_flow_run, task


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
