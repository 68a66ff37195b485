import { describe, expect, it } from 'vitest'
import { schedule } from '../objects/schedule.ts'
import { parseTimestamp } from '../values/instants.ts'
import { nextRuns, type Generation } from './next-runs.ts'
import fixture from './prefect-times.json' with { type: 'json' }

/**
 * Times of schedules as Prefect's own schedule classes gave them, around days on which the clocks change; seconds are left out
 * where they are 0. Not among them: starts within an hour that the clocks show twice, where Prefect's answer depends on how the
 * start was written, and short intervals over São Paulo's last change of 2019, which the library that 2.20 uses has twice.
 */
interface Case {
  readonly schedule: unknown
  readonly after: string
  readonly third: readonly string[]
  /** Where 2.20 differs. */
  readonly second?: readonly string[]
}

const cases: readonly Case[] = fixture.cases

describe.each([
  { generation: 3, version: fixture.prefect.third },
  { generation: 2, version: fixture.prefect.second },
] as const)('schedules of Prefect $version', ({ generation }) => {
  it('covers at least sixty schedules in five zones', () => {
    expect(new Set(cases.map((one) => JSON.stringify(one.schedule))).size).toBeGreaterThanOrEqual(300)
  })

  it('gives the same times in every case', () => {
    const differing = cases
      .map((one) => ({ ...one, expected: expected(one, generation), found: found(one, generation) }))
      .filter((one) => JSON.stringify(one.expected) !== JSON.stringify(one.found))
    expect(differing).toEqual([])
  })
})

/** Prefect itself answers times before the start when the clocks have just gone forward; those are not asked for. */
const expected = ({ after, third, second }: Case, generation: Generation): string[] =>
  (generation === 2 && second !== undefined ? second : third).map(instant).filter((time) => time >= instant(after))

const found = (one: Case, generation: Generation): string[] =>
  nextRuns(schedule.parse(one.schedule), { after: instant(one.after), limit: expected(one, generation).length }, generation)

function instant(text: string): string {
  const parsed = parseTimestamp(text)
  if (parsed === undefined) throw new Error(`${text} is no timestamp`)
  return parsed
}
