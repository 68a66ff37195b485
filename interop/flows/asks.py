"""A flow that pauses until somebody resumes it with an input; runs under Prefect 2.20 and 3.8 alike."""

from prefect import flow, pause_flow_run
from prefect.input import RunInput


class Answer(RunInput):
    city: str
    rows: int = 3


@flow(name="interop-asks", log_prints=True)
def asks() -> str:
    answer = pause_flow_run(wait_for_input=Answer, timeout=60, poll_interval=1)
    print(f"was told {answer.city} and {answer.rows}")
    return answer.city
