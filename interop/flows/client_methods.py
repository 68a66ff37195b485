"""Calls the methods of a real orchestration client, 2.20 or 3.x, asynchronous or not, and checks the types of what comes back.

Run as `client_methods.py async` or, with 3.x, `client_methods.py sync`. The last line is a JSON object that names the
public methods that were not called.
"""

import asyncio
import json

from client_calls.checks import SYNC, THIRD, Recorded
from client_calls.resources import artifacts, automations, blocks, events, limits, policies, storage, variables
from client_calls.runs import flow_runs, flows, logs, task_runs
from client_calls.work import deployments, work_pools
from prefect.client.orchestration import get_client


async def server(c):
    assert await c.api_healthcheck() is None
    assert (await c.hello()).status_code == 200
    metadata = await c.read_worker_metadata()
    assert "process" in metadata["prefect"], metadata.keys()
    if THIRD:
        assert await c.api_version() == await c.client_version()
        await c.raise_for_api_version_mismatch()
        await c.raise_for_api_version_mismatch_once()


async def everything(c):
    await server(c)
    flow_id = await flows(c)
    run_id = await flow_runs(c, flow_id)
    await task_runs(c)
    await logs(c, run_id)
    await work_pools(c)
    await deployments(c, flow_id)
    await blocks(c)
    await variables(c)
    await artifacts(c, run_id)
    await limits(c)
    await automations(c)
    if THIRD:
        await events(c)
        await storage(c)
    else:
        await policies(c)


async def main():
    if SYNC:
        with get_client(sync_client=True) as client:
            recorded = Recorded(client)
            await everything(recorded)
    else:
        async with get_client() as client:
            recorded = Recorded(client)
            await everything(recorded)
    return recorded


if __name__ == "__main__":
    print(json.dumps({"left": asyncio.run(main()).left()}))
