"""Runs deployments that served.py serves, in the ways there are; runs under Prefect 2.20 and 3.8 alike."""

import json

from prefect import flow
from prefect.deployments import run_deployment

GREET = "interop-greet/served"


@flow(name="interop-calls")
def calls():
    waited = run_deployment(GREET, parameters={"name": "Ada"}, timeout=90, poll_interval=0.5, tags=["called"])
    assert waited.state.is_completed(), waited.state
    first = run_deployment(GREET, timeout=0, idempotency_key="once", as_subflow=False)
    assert run_deployment(GREET, timeout=0, idempotency_key="once", as_subflow=False).id == first.id
    return {"waited": str(waited.id), "once": str(first.id)}


if __name__ == "__main__":
    print(json.dumps(calls()))
