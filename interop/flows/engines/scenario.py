"""What the scenarios of the real Prefect engine are made of. Each has one of the same name in TypeScript beside it."""

from collections import defaultdict

from prefect import flow, runtime, task

NOTES = defaultdict(list)
SCENARIOS = {}


def scenario(**options):
    """A flow that is called once for the comparison, named as its function."""

    def register(fn):
        name = fn.__name__.replace("_", "-")
        SCENARIOS[name] = flow(name=name, **options)(fn)
        return SCENARIOS[name]

    return register


def note(text):
    """Says what happened, under the flow run around."""
    NOTES[runtime.flow_run.flow_name].append(text)


def hook(scenario_name, label):
    """A hook that notes the state it is called with."""

    def noted(_definition, _run, state):
        NOTES[scenario_name].append(f"{label} {state.name}")

    return noted


def outcome(call):
    """What a call answers, or that it throws."""
    try:
        return str(call())
    except Exception:
        return "thrown"


@task(name="double")
def double(n):
    return n * 2


@task(name="broken")
def broken(n=0):
    raise ValueError(f"broken {n}")


def fails_before(attempt, **options):
    """A task whose first attempts fail."""
    counts = defaultdict(int)

    @task(name="flaky", **options)
    def flaky(key="a"):
        counts[key] += 1
        note(f"attempt {counts[key]}")
        if counts[key] < attempt:
            raise ValueError(f"attempt {counts[key]} fails")
        return counts[key]

    return flaky
