"""A flow that waits to be killed or cancelled, and notes which of its hooks are called; run under Prefect 2.20 and 3.8 alike."""

import os
import time

from prefect import flow


def note(what: str, run) -> None:
    with open(run.parameters["notes"], "a") as notes:
        notes.write(f"{what}\n")


def crashed(flow, run, state):
    note(f"crashed {state.type.value}", run)


async def cancelled(flow, run, state):
    note(f"cancelled {state.type.value}", run)


@flow(name="hooked", on_crashed=[crashed], on_cancellation=[cancelled])
def hooked(notes: str) -> None:
    with open(notes, "a") as file:
        file.write(f"pid {os.getpid()}\n")
    time.sleep(600)
