"""Runs commands of Prefect's command line one after another in this process: starting one for each costs seconds.

Takes a JSON list of objects: `line`, and optionally `find`, a pattern whose first group later lines may use as `{0}`, `{1}`, ...
in the order of the patterns. The last line is a JSON object: for each command its exit code and what it wrote.
"""

import json
import os
import re
import shlex
import sys
import warnings

os.environ["PREFECT_EXPERIMENTAL_EVENTS"] = "true"  # 2.20 has automations and events behind a switch
os.environ["COLUMNS"] = "160"
warnings.simplefilter("ignore", DeprecationWarning)

import prefect  # noqa: E402


def runner_of_2():
    from prefect.cli import app
    from typer.testing import CliRunner

    return lambda argv: CliRunner().invoke(app, argv, input="y\n")


def runner_of_3():
    from prefect.testing.cli import CycloptsCliRunner

    return lambda argv: CycloptsCliRunner().invoke(argv, input="y\n")


def main(commands):
    run = runner_of_3() if prefect.__version__.startswith("3.") else runner_of_2()
    found = []
    for command in commands:
        line = re.sub(r"\{(\d+)\}", lambda match: found[int(match[1])], command["line"])
        result = run(shlex.split(line))
        output = re.sub(r"\x1b\[[0-9;]*m", "", result.output)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            output += f"\n{type(result.exception).__name__}: {result.exception}"
        if "find" in command:
            match = re.search(command["find"], output)
            found.append(match.group(1) if match else "missing")
        yield {"line": line, "code": result.exit_code, "output": output}


if __name__ == "__main__":
    print(json.dumps({"ran": list(main(json.loads(sys.argv[1])))}))
