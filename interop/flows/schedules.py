"""Prints, for each schedule of a file, the first times that this Prefect makes of it, in seconds since 1970; null for one it refuses."""

import asyncio
import json
import sys
from datetime import datetime

from prefect.server.schemas.schedules import CronSchedule, IntervalSchedule, RRuleSchedule

KINDS = {"cron": CronSchedule, "interval": IntervalSchedule, "rrule": RRuleSchedule}


async def times(case):
    schedule = case["schedule"]
    kind = next(kind for key, kind in KINDS.items() if key in schedule)
    try:
        accepted = kind(**schedule)
    except ValueError:
        return None
    found = await accepted.get_dates(n=case["limit"], start=datetime.fromisoformat(case["after"]))
    return [time.timestamp() for time in found]


async def main():
    with open(sys.argv[1]) as file:
        cases = json.load(file)
    print(json.dumps({"times": [await times(case) for case in cases]}))


asyncio.run(main())
