"""Runs commands of Prefect's command line one after another in this process: starting one for each costs seconds.

Reads a JSON list of objects from each line: `line`, and optionally `find`, a pattern whose first group later lines of the list may use as
`{0}`, `{1}`, ... in the order of the patterns. Answers each list by a line with a JSON object: the number of the list, from 0, and for
each command its exit code and what it wrote.
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


def run_all(run, commands):
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
    run = runner_of_3() if prefect.__version__.startswith("3.") else runner_of_2()
    for number, commands in enumerate(sys.stdin):
        print(json.dumps({"list": number, "ran": list(run_all(run, json.loads(commands)))}), flush=True)
