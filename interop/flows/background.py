"""Background tasks, in one file for both generations: `background.py serve`, `background.py delay N LABEL`."""

import os
import sys
import time

import prefect
from prefect import task

THIRD = prefect.__version__.startswith("3.")


@task(log_prints=True)
def note(label: str, number: int, seconds: float = 0.0):
    """Writes down that it began and that it ended, to the file that the test reads."""
    with open(os.environ["WITNESS"], "a") as witness:
        witness.write(f"begin {label} {number} {os.getpid()}\n")
    time.sleep(seconds)
    with open(os.environ["WITNESS"], "a") as witness:
        witness.write(f"end {label} {number} {os.getpid()}\n")
    return number


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        if THIRD:
            from prefect.task_worker import serve

            serve(note, limit=int(sys.argv[2]) if len(sys.argv) > 2 else 10)
        else:
            from prefect.task_server import serve

            serve(note)
    else:
        label, count = sys.argv[2], int(sys.argv[3])
        seconds = float(sys.argv[4]) if len(sys.argv) > 4 else 0.0
        for number in range(count):
            if THIRD:
                note.delay(label, number, seconds)
            else:
                note.submit(label, number, seconds)
        print("delayed")
