"""Saves and loads blocks with a real Prefect client, 2.20 or 3.x; prints one JSON line of what it saw."""

import json
import sys
from typing import Dict, Optional, Union

import prefect
from prefect.blocks.core import Block
from prefect.blocks.system import Secret

if prefect.__version__.startswith("2."):
    from pydantic.v1 import Field, SecretStr
else:
    from pydantic import Field, SecretStr


class InteropCredentials(Block):
    """Who logs in, and by what."""

    user: str
    password: SecretStr
    timeout: float = Field(default=5.0, description="Seconds, as a float: größer is slower")


class InteropToken(Block):
    """Another way to log in."""

    token: SecretStr


class InteropDatabase(Block):
    """A database, and who may use it."""

    host: str
    login: Union[InteropCredentials, InteropToken]
    spare: Optional[InteropCredentials] = None
    options: Dict[str, str] = Field(default_factory=dict)


canary = sys.argv[1]
seen = {}

Secret(value=canary).save("interop-secret")
seen["secret"] = Secret.load("interop-secret").get() == canary
Secret(value=canary + "-2").save("interop-secret", overwrite=True)
seen["overwritten"] = Secret.load("interop-secret").get() == canary + "-2"

login = InteropCredentials(user="ada", password=canary)
login.save("interop-login")
InteropDatabase(host="db", login=InteropCredentials.load("interop-login"), options={"a": "b"}).save("interop-database")
loaded = InteropDatabase.load("interop-database")
seen["nested"] = [loaded.host, loaded.login.user, loaded.login.password.get_secret_value() == canary, loaded.options]
seen["inner_document"] = str(loaded.login._block_document_id) == str(login._block_document_id)

loaded.host = "db2"
loaded.save("interop-database", overwrite=True)
again = InteropDatabase.load("interop-database")
seen["saved_again"] = [again.host, again.login.password.get_secret_value() == canary]

InteropDatabase(host="inline", login=InteropToken(token=canary)).save("interop-inline")
seen["inline"] = type(InteropDatabase.load("interop-inline").login).__name__

generic = Block.load("interopdatabase/interop-database")
seen["generic"] = type(generic).__name__

try:
    Secret.load("interop-absent")
except ValueError as error:
    seen["absent"] = "Unable to find block document" in str(error)
try:
    Secret(value="x").save("interop-secret")
except ValueError as error:
    seen["taken"] = "already in use" in str(error) or "already exists" in str(error)

InteropToken(token=canary).save("interop-gone")
InteropToken.delete("interop-gone")

seen["checksums"] = {cls.__name__: cls._calculate_schema_checksum() for cls in (InteropCredentials, InteropToken, InteropDatabase, Secret)}
print(json.dumps(seen))
