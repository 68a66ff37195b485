# The same shape as `engine.ts`: tasks that do nothing, one after another.
import sys
import time

from prefect import flow, task


@task
def noop(index):
    return index


@flow(name="sequential")
def sequential(count):
    for index in range(count):
        noop(index)


@flow(name="mapped")
def mapped(count):
    for future in noop.map(range(count)):
        future.result()


# The server is started before the clock runs.
sequential(1)
start = time.monotonic()
{"sequential": sequential, "mapped": mapped}[sys.argv[1]](int(sys.argv[2]))
print(f'figures {{"millis": {(time.monotonic() - start) * 1000}}}', flush=True)
