"""What a run tells and reads with the key of its worker, and what a viewer's key may not do; run under Prefect 2.20 and 3.8 alike."""

import asyncio
import json
import sys

from prefect import flow, get_client, get_run_logger, task
from prefect.artifacts import create_markdown_artifact
from prefect.blocks.system import Secret
from prefect.client.schemas.filters import FlowFilter, FlowFilterName
from prefect.events import emit_event
from prefect.exceptions import PrefectHTTPStatusError
from prefect.variables import Variable


@task(persist_result=True, tags=["accounts"])
def doubled(number: int) -> int:
    get_run_logger().info("doubling %s", number)
    return number * 2


@flow(persist_result=True)
def inner(number: int) -> int:
    return doubled(number)


@flow(name="with-a-key", log_prints=True, persist_result=True)
def works() -> int:
    emit_event("accounts.seen", resource={"prefect.resource.id": "accounts.place"})
    create_markdown_artifact("# by a worker's key", key="by-a-key")
    assert Secret.load("accounts-secret").get() == "sesame"
    variable = Variable.get("accounts_variable")
    print("read", getattr(variable, "value", variable))
    return inner(21)


async def view() -> dict:
    async with get_client() as client:
        flows = await client.read_flows(flow_filter=FlowFilter(name=FlowFilterName(any_=["with-a-key"])))
        try:
            await client.create_flow_from_name("forbidden")
        except PrefectHTTPStatusError as error:
            return {"seen": [flow.name for flow in flows], "status": error.response.status_code, "refused": str(error)}
    return {"seen": [flow.name for flow in flows], "status": 200, "refused": ""}


if __name__ == "__main__" and sys.argv[1:] == ["view"]:
    print(json.dumps(asyncio.run(view())))
