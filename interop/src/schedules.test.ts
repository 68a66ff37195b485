import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { schedule } from '@millrace/protocol'
import { checkSchedule, nextRuns } from '@millrace/protocol/schedules'
import { temporaryFolder } from '@millrace/testing'
import { describe, expect, it } from 'vitest'
import { generateSchedules, type ScheduleCase } from './generated-schedules.ts'
import { GENERATIONS } from './peers.ts'
import { runPython } from './run-python.ts'

const COUNT = 1000

/** Where nothing is asked of a server. */
const NOWHERE = 'http://127.0.0.1:9/api'

describe.each(GENERATIONS)('the schedules of a real Prefect %s', (generation) => {
  it(`expand to the same times in ${COUNT} generated cases`, async () => {
    await using folder = await temporaryFolder()
    const cases = generateSchedules(COUNT)
    const file = join(folder.path, 'cases.json')
    await writeFile(file, JSON.stringify(cases))
    const { times } = (await runPython(generation, NOWHERE, ['schedules.py', file])) as { times: (number[] | null)[] }
    const differing = cases
      .map((one, index) => {
        const theirs = times[index]?.filter((time) => isAsked(time, one))
        return { ...one, theirs: theirs?.map(shown), ours: timesOf(one, theirs?.length, generation)?.map(shown) }
      })
      .filter(({ theirs, ours }) => JSON.stringify(theirs) !== JSON.stringify(ours))
    expect(differing.slice(0, 3)).toEqual([])
    expect(times.filter((found) => found !== null).length).toBeGreaterThan(0.95 * COUNT)
    expect(times.flat().length).toBeGreaterThan(10 * COUNT)
  })
})

/**
 * Prefect itself answers times before the start where the clocks have just gone forward, and its times of rules after 2037 keep winter
 * time all year, since the library that it expands them by reads no further.
 */
const isAsked = (time: number, { after }: ScheduleCase): boolean => time >= Date.parse(after) / 1000 && time < Date.UTC(2037) / 1000

const shown = (seconds: number): string => new Date(seconds * 1000).toISOString()

/** Undefined for a schedule that is refused. */
function timesOf({ schedule: given, after }: ScheduleCase, limit: number | undefined, generation: 2 | 3): number[] | undefined {
  const read = schedule.parse(given)
  if (checkSchedule(read) !== undefined) return undefined
  return nextRuns(read, { after: after.replace('+00:00', '.000000Z'), limit: limit ?? 1 }, generation).map(
    (time) => Date.parse(time) / 1000,
  )
}
