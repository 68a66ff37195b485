"""Flows of many tasks, several at once: `crowd.py <name> <flows> <tasks>`; runs under Prefect 2.20 and 3.8 alike."""

import asyncio
import json
import sys

from prefect import flow, task


@task
async def one(number: int) -> int:
    return number


@flow(name="interop-crowd", flow_run_name="{name}")
async def crowd(name: str, tasks: int) -> int:
    return sum([await one(number) for number in range(tasks)])


@flow(name="interop-crowds")
async def crowds(name: str, flows: int, tasks: int) -> list[int]:
    return await asyncio.gather(*(crowd(f"{name}-{number}", tasks) for number in range(flows)))


if __name__ == "__main__":
    flows, tasks = int(sys.argv[2]), int(sys.argv[3])
    sums = asyncio.run(crowds(sys.argv[1], flows, tasks))
    assert sums == [sum(range(tasks))] * flows
    print(json.dumps({"flows": flows}))
