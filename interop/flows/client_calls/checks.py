"""What the calls of a client's methods are checked with; imported before anything of Prefect's."""

import inspect
import os
import sys
import warnings
from uuid import uuid4

# 2.20 has automations behind a switch; two methods of 3.x are old names of others.
os.environ["PREFECT_EXPERIMENTAL_EVENTS"] = "true"
warnings.simplefilter("ignore", DeprecationWarning)

import prefect  # noqa: E402
from prefect.exceptions import ObjectNotFound, PrefectHTTPStatusError  # noqa: E402

THIRD = prefect.__version__.startswith("3.")
SYNC = sys.argv[1] == "sync"
# Everything made here has a name of its own, so that one server serves any number of these.
NAME = f"methods-{uuid4().hex[:8]}"


class Recorded:
    """A client that remembers which of its methods were called, and lets every method be awaited."""

    def __init__(self, client):
        self._client = client
        self.called = set()

    def __getattr__(self, name):
        method = getattr(self._client, name)

        async def call(*args, **kwargs):
            self.called.add(name)
            answer = method(*args, **kwargs)
            return await answer if inspect.isawaitable(answer) else answer

        return call

    def left(self):
        methods = {name for name, _ in inspect.getmembers(type(self._client), inspect.isfunction) if not name.startswith("_")}
        return sorted(methods - self.called)


def is_a(value, kind):
    assert isinstance(value, kind), f"expected {kind}, got {type(value)}: {value}"
    return value


def are(values, kind):
    assert values and all(isinstance(value, kind) for value in values), f"expected a list of {kind}, got {values}"
    return values


async def absent(call):
    """The object a call asks for must be gone."""
    try:
        answer = await call
    except (ObjectNotFound, PrefectHTTPStatusError) as error:
        assert is_missing(error), error
        return
    assert answer is None, answer


def is_missing(error):
    """Some methods turn a 404 into an error of their own, some do not."""
    return isinstance(error, ObjectNotFound) or (isinstance(error, PrefectHTTPStatusError) and error.response.status_code == 404)
