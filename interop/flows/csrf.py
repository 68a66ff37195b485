"""Runs a flow as clients do whose server asks for tokens, and as one that takes no part; prints one JSON line of what came of both."""

import json

from prefect.settings import PREFECT_CLIENT_CSRF_SUPPORT_ENABLED, temporary_settings
from retried import retried

seen = {"ran": retried("Bergen")}
with temporary_settings({PREFECT_CLIENT_CSRF_SUPPORT_ENABLED: False}):
    try:
        retried("Oslo")
    except Exception as error:
        seen["refused"] = str(error)
print(json.dumps(seen))
