import type { FlowRun, Timeline } from '@millrace/protocol'
import { runTime } from '../timeline/run-time.ts'

/** One thing that two runs were given, where it differs. */
export interface Difference {
  readonly what: string
  readonly a: string
  readonly b: string
}

const text = (value: unknown): string =>
  value === undefined || value === null ? '–' : typeof value === 'string' ? value : JSON.stringify(value)

/** What two runs were given that differs: parameters, versions, job variables, where they ran. */
export function differencesOf(a: FlowRun, b: FlowRun): Difference[] {
  const plain = ['flow_version', 'deployment_version', 'work_pool_name', 'work_queue_name', 'run_count', 'state_name'] as const
  const rows = plain.map((key) => ({ what: key.replaceAll('_', ' '), a: text(a[key]), b: text(b[key]) }))
  const inside = (name: string, one: Readonly<Record<string, unknown>>, other: Readonly<Record<string, unknown>>): Difference[] =>
    [...new Set([...Object.keys(one), ...Object.keys(other)])].map((key) => ({
      what: `${name}.${key}`,
      a: text(one[key]),
      b: text(other[key]),
    }))
  return [
    ...inside('parameters', a.parameters, b.parameters),
    ...inside('job_variables', a.job_variables ?? {}, b.job_variables ?? {}),
    ...rows,
    { what: 'tags', a: text(a.tags), b: text(b.tags) },
  ].filter((row) => row.a !== row.b)
}

/** How long the runs of each task took together, in seconds; undefined in a run that has none of it. */
interface TaskTimes {
  readonly task: string
  readonly a: number | undefined
  readonly b: number | undefined
}

/** The tasks of two runs, those whose time changed most first. */
export function taskTimes(a: Timeline, b: Timeline): TaskTimes[] {
  const [one, other] = [timesOf(a), timesOf(b)]
  return [...new Set([...one.keys(), ...other.keys()])]
    .map((task) => ({ task, a: one.get(task), b: other.get(task) }))
    .toSorted((x, y) => Math.abs((y.b ?? 0) - (y.a ?? 0)) - Math.abs((x.b ?? 0) - (x.a ?? 0)))
}

function timesOf({ lanes, now }: Timeline): Map<string, number> {
  const times = new Map<string, number>()
  for (const lane of lanes) times.set(lane.group, (times.get(lane.group) ?? 0) + (runTime(lane, now) ?? 0) / 1000)
  return times
}
