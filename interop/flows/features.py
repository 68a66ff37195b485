"""What flows and tasks can do, under Prefect 2.20 and 3.8 alike; each flow asserts what its user sees.

The last line is a JSON object: for each flow by name, the type of the state in which it ended.
"""

import asyncio
import json
import os
import sys
import tempfile
import threading
import time
import warnings
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

warnings.simplefilter("ignore", DeprecationWarning)

import prefect  # noqa: E402
from prefect import allow_failure, flow, get_run_logger, runtime, tags, task, unmapped  # noqa: E402
from prefect.artifacts import create_link_artifact, create_markdown_artifact, create_table_artifact  # noqa: E402
from prefect.blocks.notifications import CustomWebhookNotificationBlock  # noqa: E402
from prefect.concurrency.asyncio import concurrency as concurrency_async  # noqa: E402
from prefect.concurrency.asyncio import rate_limit as rate_limit_async  # noqa: E402
from prefect.concurrency.sync import concurrency, rate_limit  # noqa: E402
from prefect.events import emit_event  # noqa: E402
from prefect.filesystems import LocalFileSystem  # noqa: E402
from prefect.states import Failed  # noqa: E402
from prefect.variables import Variable  # noqa: E402

THIRD = prefect.__version__.startswith("3.")
if THIRD:
    from prefect.artifacts import create_image_artifact, create_progress_artifact, update_progress_artifact
    from prefect.task_runners import ThreadPoolTaskRunner

    RUNNER = ThreadPoolTaskRunner(max_workers=2)
else:
    from prefect.blocks.system import JSON
    from prefect.task_runners import ConcurrentTaskRunner

    RUNNER = ConcurrentTaskRunner()

counts: dict[str, int] = {}
told: list[str] = []
noted: list[str] = []
flows = []


def count(what: str) -> int:
    counts[what] = counts.get(what, 0) + 1
    return counts[what]


def feature(a_flow):
    """Adds a flow to those that are run."""
    flows.append(a_flow)
    return a_flow


@task
def double(number: int) -> int:
    return 2 * number


@task(retries=3, retry_delay_seconds=[0.1, 0.2], retry_jitter_factor=0.5)
def third_time() -> int:
    if count("third_time") < 3:
        raise ValueError("not yet")
    return counts["third_time"]


@feature
@flow(name="interop-retries", retries=1, retry_delay_seconds=0)
def retries():
    # With the flow's second attempt 3.x runs the task again, 2.20 remembers what it answered.
    assert third_time() >= 3
    if count("retries") == 1:
        raise RuntimeError("the first attempt of the flow fails")


@task(retries=1, retry_condition_fn=lambda task, task_run, state: False)
def never_again():
    count("never_again")
    raise ValueError("not worth another attempt")


@feature
@flow(name="interop-refused-retry")
def refused_retry():
    never_again()


@task(cache_key_fn=lambda context, parameters: f"interop-{parameters['x']}", cache_expiration=timedelta(hours=1), persist_result=True)
def costly(x: int) -> int:
    return count("costly")


@task(cache_key_fn=lambda context, parameters: "interop-brief", cache_expiration=timedelta(seconds=0.3), persist_result=True)
def brief() -> int:
    return count("brief")


@feature
@flow(name="interop-caching")
def caching():
    assert [costly(1), costly(1), costly(2)] == [1, 1, 2]
    state = costly(1, return_state=True)
    assert state.name == "Cached", state
    assert costly.with_options(refresh_cache=True)(1) == 3
    assert costly(1) == 3
    first = brief()
    time.sleep(0.5)
    assert (first, brief()) == (1, 2)


@task(task_run_name="add-{a}-{b}")
def add(a: int, b: int) -> int:
    return a + b


@feature
@flow(name="interop-mapping", task_runner=RUNNER)
def mapping():
    doubled = double.map([1, 2, 3])
    added = add.map(doubled, unmapped(10))
    assert [future.result() for future in added] == [12, 14, 16]


@flow(name="interop-child", flow_run_name="child-of-{parent}")
def child(parent: str, fail: bool = False) -> str:
    if fail:
        raise ValueError("asked to fail")
    return f"{parent}'s child {runtime.flow_run.name}"


@feature
@flow(name="interop-subflows")
def subflows():
    assert child("ada") == "ada's child child-of-ada"
    assert child("bob", fail=True, return_state=True).is_failed()
    return "both came back"


@task
def note(what: str) -> str:
    time.sleep(0.05)
    noted.append(what)
    return what


@task
def broken():
    raise ValueError("broken on purpose")


@feature
@flow(name="interop-order", task_runner=RUNNER)
def order():
    first = note.submit("first")
    second = note.submit("second", wait_for=[first])
    note.submit("third", wait_for=[second]).wait()
    assert noted == ["first", "second", "third"], noted
    bad = broken.submit()
    tolerant = note.submit("after all", wait_for=[allow_failure(bad)])
    assert tolerant.result() == "after all"
    skipped = note.submit("never", wait_for=[bad])
    skipped.wait()
    assert (skipped.state if THIRD else skipped.get_state()).name == "NotReady"
    return "done"


@task(timeout_seconds=0.2)
async def slow():
    await asyncio.sleep(5)


@feature
@flow(name="interop-task-timeout")
async def task_timeout():
    state = await slow(return_state=True)
    assert state.name == "TimedOut", state
    return "went on"


@feature
@flow(name="interop-flow-timeout", timeout_seconds=0.5)
async def flow_timeout():
    await asyncio.sleep(10)


def of_task(task, task_run, state):
    told.append(f"{task.name} {state.type.value}")


def of_flow(flow, flow_run, state):
    told.append(f"{flow.name} {state.type.value}")


@task(name="hooked task", on_completion=[of_task], on_failure=[of_task])
def hooked_task():
    return 1


@feature
@flow(name="interop-hooks", on_running=[of_flow], on_failure=[of_flow], on_completion=[of_flow])
def hooks():
    hooked_task()
    raise ValueError("so that on_failure is called")


@feature
@flow(name="interop-returned-state")
def returned_state():
    return Failed(message="returned, not raised")


@feature
@flow(name="interop-context", log_prints=True)
def context(where: str = "Oslo"):
    with tags("outer", "inner"):
        state = double(3, return_state=True)
    assert set(runtime.flow_run.tags) == set() and runtime.flow_run.parameters == {"where": "Oslo"}
    get_run_logger().warning("weather in %s", where)
    print("printed in", where)
    emit_event(event="interop.seen", resource={"prefect.resource.id": "interop.place.oslo"}, payload={"where": where})
    return state


@feature
@flow(name="interop-variables")
def variables():
    Variable.set("interop_place", "Oslo", tags=["city"])
    Variable.set("interop_place", "Bergen", overwrite=True)
    read = Variable.get("interop_place")
    assert (read if THIRD else read.value) == "Bergen"
    assert Variable.get("interop_nowhere", default="none") == "none"


@feature
@flow(name="interop-artifacts")
def artifacts():
    create_markdown_artifact("# Oslo", key="interop-markdown")
    create_table_artifact({"city": ["Oslo"], "rows": [3]}, key="interop-table")
    create_link_artifact("https://example.com", link_text="there", key="interop-link")
    if THIRD:
        create_image_artifact("https://example.com/a.png", key="interop-image")
        progress = create_progress_artifact(progress=10.0, key="interop-progress")
        update_progress_artifact(progress, progress=75.0)


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        told.append(f"received {json.loads(self.rfile.read(int(self.headers['content-length'])))['text']}")
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        pass


@feature
@flow(name="interop-blocks")
def blocks(folder: str):
    if not THIRD:
        JSON(value={"rows": [1, 2]}).save("interop-json", overwrite=True)
        assert JSON.load("interop-json").value == {"rows": [1, 2]}

    LocalFileSystem(basepath=folder).save("interop-files", overwrite=True)
    files = LocalFileSystem.load("interop-files")
    files.write_path("note.txt", b"kept")
    assert files.read_path("note.txt") == b"kept"

    receiver = HTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=receiver.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{receiver.server_address[1]}/"
    CustomWebhookNotificationBlock(name="hook", url=address, json_data={"text": "{{body}}"}).save("interop-hook", overwrite=True)
    CustomWebhookNotificationBlock.load("interop-hook").notify("a word", "a subject")
    receiver.shutdown()


@task(persist_result=True, result_storage_key="interop-{parameters[x]}")
def kept(x: int) -> dict[str, int]:
    return {"x": x}


@feature
@flow(name="interop-results", persist_result=True)
def results(folder: str):
    storage = LocalFileSystem(basepath=folder)
    storage.save("interop-results", overwrite=True)
    state = kept.with_options(result_storage=LocalFileSystem.load("interop-results"))(7, return_state=True)
    assert state.result() == {"x": 7}
    assert os.listdir(folder)
    return {"y": 8}


@task
def with_slot() -> int:
    with concurrency("interop-slots", occupy=1):
        return count("slots")


@feature
@flow(name="interop-slots", task_runner=RUNNER)
def slots():
    assert sorted(future.result() for future in [with_slot.submit() for _ in range(3)]) == [1, 2, 3]
    rate_limit("interop-rate", occupy=1)


@feature
@flow(name="interop-slots-async")
async def slots_async():
    async with concurrency_async("interop-slots", occupy=2):
        count("slots async")
    await rate_limit_async("interop-rate")


def ending(a_flow) -> str:
    """Runs one flow and says how it ended."""
    with tempfile.TemporaryDirectory() as folder:
        arguments = {"folder": folder} if "folder" in a_flow.parameters.properties else {}
        state = a_flow(**arguments, return_state=True)
        return (asyncio.run(state) if asyncio.iscoroutine(state) else state).type.value


if __name__ == "__main__":
    if THIRD:
        import features_of_3

        flows += features_of_3.flows
    wanted = [a_flow for a_flow in flows if a_flow.name in sys.argv[1:] or len(sys.argv) == 1]
    # A flow run of 3.x waits a second for its heartbeat to stop, so some run at once; several threads of 2.20 lock each other out.
    with ThreadPoolExecutor(max_workers=6 if THIRD else 1) as pool:
        ended = dict(zip([a_flow.name for a_flow in wanted], pool.map(ending, wanted)))
    print(json.dumps({"ended": ended, "told": sorted(told)}))
