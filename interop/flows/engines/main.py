"""
Prints as JSON Prefect's schema of `signatures`, then what each scenario noted with the real Prefect engine and how its flow run ended
for its caller.
"""

import json
import sys

import attempts  # noqa: F401
import caches  # noqa: F401
import endings  # noqa: F401
import futures  # noqa: F401
import transactions  # noqa: F401
from prefect.utilities.callables import parameter_schema
from scenario import NOTES, SCENARIOS
from signatures import signatures


def run(name):
    state = SCENARIOS[name](return_state=True)
    return {"ended": state.name, "message": state.message, "notes": NOTES[name]}


print(json.dumps({"signatures": parameter_schema(signatures.fn).model_dump_for_openapi()}))
print(json.dumps({name: run(name) for name in SCENARIOS if len(sys.argv) < 2 or name in sys.argv[1:]}))
