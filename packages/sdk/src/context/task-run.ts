import type { NamedParameters } from '../parameters/call-parameters.ts'
import type { Logger } from '../logging/run-logger.ts'
import { ambient } from './ambient.ts'

/** What a task can ask about the run it is in. */
export interface TaskRunInfo {
  readonly id: string
  readonly name: string
  readonly taskName: string
  /** Null for a task that was called on its own. */
  readonly flowRunId: string | null
  /** Which try this is: 1 the first time. */
  readonly runCount: number
  readonly parameters: NamedParameters
  readonly tags: readonly string[]
  readonly startTime: Date | undefined
  /** Aborts when the run's time is over, or its flow run ends. */
  readonly signal: AbortSignal
}

/** What the engine keeps for the code that runs in a task. */
export interface ActiveTaskRun {
  readonly info: TaskRunInfo
  readonly log: Logger
  readonly logPrints: boolean
  /** Tells this call from others in the same flow run, in every attempt at it; undefined where results are not kept. */
  readonly resultKey: string | undefined
  /** In how many runs it is, itself counted. */
  readonly depth: number
}

export const activeTaskRun = ambient<ActiveTaskRun>('taskRun() works only inside a task')

/** The task run that this code is in. Throws `OutsideRun` anywhere else. */
export const taskRun = (): TaskRunInfo => activeTaskRun.get().info
