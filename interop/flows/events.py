"""Emits events and subscribes to them, over the websockets of a real client, 2.20 or 3.x; with 3.x to logs too."""

import asyncio
import json
import logging
import os
from datetime import datetime, timezone
from uuid import uuid4

os.environ["PREFECT_EXPERIMENTAL_EVENTS"] = "true"  # 2.20 has events behind a switch

import prefect  # noqa: E402
from prefect.client.orchestration import get_client  # noqa: E402
from prefect.client.schemas.actions import LogCreate  # noqa: E402
from prefect.events import Event  # noqa: E402
from prefect.events.clients import get_events_client, get_events_subscriber  # noqa: E402
from prefect.events.filters import EventFilter, EventNameFilter  # noqa: E402

THIRD = prefect.__version__.startswith("3.")
NAME = f"interop.{uuid4()}"
COUNT = 45


def event(number: int) -> Event:
    return Event(
        occurred=datetime.now(timezone.utc),
        event=f"{NAME}.{number % 2}",
        resource={"prefect.resource.id": f"interop.place.{number}", "n": str(number)},
        payload={"number": number},
    )


async def until(count: int, subscriber) -> list:
    found = []
    async for one in subscriber:
        found.append(one)
        if len(found) == count:
            break
    return found


async def events() -> list[int]:
    sent = [event(number) for number in range(COUNT)]
    everything = EventFilter(event=EventNameFilter(prefix=[f"{NAME}."]))
    odd = EventFilter(event=EventNameFilter(name=[f"{NAME}.1"]))
    async with get_events_subscriber(everything) as all_of, get_events_subscriber(odd) as odd_ones:
        async with get_events_client(checkpoint_every=20) as client:
            for one in sent:
                await client.emit(one)
            # An event that is sent again, as after a broken connection, counts once.
            await client.emit(sent[0])
        arrived = await asyncio.wait_for(until(COUNT, all_of), 30)
        arrived_odd = await asyncio.wait_for(until(COUNT // 2, odd_ones), 30)
    assert {one.id for one in arrived} == {one.id for one in sent}
    assert {one.payload["number"] for one in arrived_odd} == {number for number in range(COUNT) if number % 2}
    # Whoever subscribes later is told of what has been.
    async with get_events_subscriber(odd) as late:
        backfilled = await asyncio.wait_for(until(COUNT // 2, late), 30)
    return [one.payload["number"] for one in backfilled]


async def logs() -> list[str]:
    from prefect.client.schemas.filters import LogFilter, LogFilterFlowRunId
    from prefect.logging.clients import get_logs_subscriber

    flow_run_id = uuid4()
    wanted = LogFilter(flow_run_id=LogFilterFlowRunId(any_=[flow_run_id]))
    async with get_logs_subscriber(wanted) as subscriber, get_client() as client:
        now = datetime.now(timezone.utc)
        lines = [("mine", flow_run_id), ("another's", uuid4()), ("mine too", flow_run_id)]
        await client.create_logs(
            [LogCreate(name="interop", level=logging.INFO, message=text, timestamp=now, flow_run_id=run) for text, run in lines]
        )
        return [line.message for line in await asyncio.wait_for(until(2, subscriber), 30)]


async def main() -> dict:
    return {"backfilled": sorted(await events()), "logs": await logs() if THIRD else []}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(main())))
