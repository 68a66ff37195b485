/**
 * What Python executes to call the hooks of a flow run whose own process was killed: `python -c <this> <flow run id>`. It loads the flow
 * as Prefect's runner does, with what 2.20 and 3.x have in common, and calls `on_crashed` or `on_cancellation` for the state the run is in.
 */
export const PYTHON_END_HOOKS = `import asyncio, inspect, sys
from uuid import UUID

from prefect.client.orchestration import get_client
from prefect.logging.loggers import flow_run_logger

try:
    from prefect.flows import load_flow_from_flow_run
except ImportError:
    from prefect.deployments.deployments import load_flow_from_flow_run


def hooks_of(flow, state):
    kind = "on_crashed" if state.is_crashed() else "on_cancellation" if state.is_cancelled() else None
    if kind is None:
        return []
    # In 3.x the list has a name of its own, and this one is a decorator.
    found = getattr(flow, kind + "_hooks", None) or getattr(flow, kind, None)
    return found if isinstance(found, list) else []


async def main(flow_run_id):
    async with get_client() as client:
        run = await client.read_flow_run(UUID(flow_run_id))
        loaded = load_flow_from_flow_run(flow_run=run)
        flow = await loaded if inspect.isawaitable(loaded) else loaded
        logger = flow_run_logger(run, flow)
        for hook in hooks_of(flow, run.state):
            name = getattr(hook, "__name__", type(hook).__name__)
            try:
                logger.info("Running hook %r in response to entering state %r", name, run.state.name)
                result = hook(flow, run, run.state)
                if inspect.isawaitable(result):
                    await result
                logger.info("Hook %r finished running successfully", name)
            except Exception:
                logger.error("An error was encountered while running hook %r", name, exc_info=True)


asyncio.run(main(sys.argv[1]))
`
