"""Two tasks, one of which fails at first; runs under Prefect 2.20 and 3.8 alike."""

import sys

from prefect import flow, get_run_logger, task

attempts = 0


@task
def extract(city: str) -> list[int]:
    get_run_logger().info("extracting %s", city)
    return [1, 2, 3]


@task(retries=2, retry_delay_seconds=0, name="load rows")
def load(rows: list[int]) -> int:
    global attempts
    attempts += 1
    get_run_logger().info("attempt %s", attempts)
    if attempts == 1:
        raise ValueError("the first attempt fails")
    return sum(rows)


@flow(name="interop-retried", log_prints=True)
def retried(city: str = "Oslo", fail: bool = False) -> int:
    rows = extract(city)
    total = load(rows)
    print(f"total is {total}")
    if fail:
        raise RuntimeError("asked to fail")
    return total


if __name__ == "__main__":
    assert retried(*sys.argv[1:2]) == 6
