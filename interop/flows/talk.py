"""A flow that takes inputs of both kinds from another run and answers it; prints its own id first and what it got last."""

import asyncio
import json
from uuid import UUID

from prefect import flow
from prefect.context import get_run_context
from prefect.input.run_input import RunInput, receive_input, send_input


class Guest(RunInput):
    name: str


@flow(name="interop-talk")
async def talk():
    print(get_run_context().flow_run.id, flush=True)
    words = receive_input(str, key_prefix="word", timeout=60, poll_interval=0.2)
    got = [await words.next(), await words.next()]
    guest = await Guest.receive(key_prefix="guest", timeout=60, poll_interval=0.2).next()
    await guest.respond(Guest(name=f"{guest.name} was here"), key_prefix="answer")
    sender = UUID(guest.metadata.sender.replace("prefect.flow-run.", ""))
    await send_input(7, sender, key_prefix="answer")
    return [*got, guest.name]


print(json.dumps({"got": asyncio.run(talk())}))
