"""Limits on tags and on names, an artifact, and a pause for an input; runs under Prefect 2.20 and 3.8 alike.

The limits are made by whoever starts it: `limits.py <tasks> <answer>`, where the answer is what the input must say.
"""

import sys
import threading
import time

from asks import asks
from prefect import flow, get_run_logger, task
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.concurrency.sync import concurrency

lock = threading.Lock()
present = {"tag": 0, "name": 0}
most = {"tag": 0, "name": 0}


def stay(where: str, seconds: float) -> None:
    """Counts how many are here at once."""
    with lock:
        present[where] += 1
        most[where] = max(most[where], present[where])
    time.sleep(seconds)
    with lock:
        present[where] -= 1


@task(tags=["interop-limited"])
def limited(number: int) -> int:
    stay("tag", 0.3)
    return number


@task
def guarded(number: int) -> int:
    with concurrency("interop-db", occupy=1):
        stay("name", 0.3)
    return number


@task
def write_artifact(rows: list[int]) -> None:
    create_markdown_artifact(f"# {len(rows)} rows", key="interop-report", description="what came out")
    create_table_artifact([{"row": row} for row in rows], key="interop-report")


@flow(name="interop-limits")
def limits(count: int = 3) -> dict[str, int]:
    for mapped in (limited.map(range(count)), guarded.map(range(count))):
        assert [future.result() for future in mapped] == list(range(count))
    write_artifact([1, 2, 3])
    get_run_logger().info("at most %s and %s at once", most["tag"], most["name"])
    return most


@flow(name="interop-zero")
def zero() -> int:
    return limited.with_options(tags=["interop-none"])(1)


if __name__ == "__main__":
    assert limits(int(sys.argv[1])) == {"tag": 1, "name": 1}, most
    print("kept to the limits", flush=True)
    try:
        zero()
    except BaseException as error:  # Prefect's own signals are no Exceptions
        print(f"ended without a slot: {error}", flush=True)
    else:
        sys.exit("a task ran without a slot")
    assert asks() == sys.argv[2]
