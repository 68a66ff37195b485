# The same shape as `engine.ts`: tasks that do nothing, one after another.
import os
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


def busy():
    """Milliseconds of CPU of this process and those that it has started: the server's."""
    ticks = 0
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            fields = open(f"/proc/{pid}/stat").read().rpartition(") ")[2].split()
        except OSError:
            continue
        if int(pid) == os.getpid() or int(fields[1]) == os.getpid():
            ticks += int(fields[11]) + int(fields[12])
    return ticks * 1000 / os.sysconf("SC_CLK_TCK")


# The server is started before the clock runs.
sequential(1)
start = time.monotonic()
before = busy()
{"sequential": sequential, "mapped": mapped}[sys.argv[1]](int(sys.argv[2]))
millis = (time.monotonic() - start) * 1000
# Its server learns of the last tasks after the flow has ended.
time.sleep(5)
print(f'figures {{"millis": {millis}, "busy": {busy() - before}}}', flush=True)
