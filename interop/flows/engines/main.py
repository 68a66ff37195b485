"""Runs every scenario with the real Prefect engine; prints as JSON what each noted, and how its flow run ended for its caller."""

import json
import sys

import attempts  # noqa: F401
import caches  # noqa: F401
import futures  # noqa: F401
import transactions  # noqa: F401
from scenario import NOTES, SCENARIOS


def run(name):
    state = SCENARIOS[name](return_state=True)
    return {"ended": state.name, "message": state.message, "notes": NOTES[name]}


print(json.dumps({name: run(name) for name in SCENARIOS if len(sys.argv) < 2 or name in sys.argv[1:]}))
