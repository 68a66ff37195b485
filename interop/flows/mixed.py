"""A flow that calls a TypeScript deployment, and one that TypeScript calls; run under Prefect 2.20 and 3.8 alike."""

from prefect import flow, get_run_logger
from prefect.deployments import run_deployment


@flow(name="python-answers", log_prints=True, persist_result=True, result_serializer="json")
def answers(name: str = "world") -> str:
    print(f"python answers {name}")
    return name


@flow(name="python-asks", log_prints=True)
def asks(deployment: str, name: str) -> str:
    run = run_deployment(deployment, parameters={"name": name}, timeout=180, poll_interval=1)
    assert run.state.is_completed(), run.state
    get_run_logger().info("typescript ended as %s and answered %s", run.state.name, run.state.result())
    return run.state.name
