import type { Session } from '../connection/session.ts'
import type { FlowRunInfo } from '../context/flow-run.ts'
import type { TaskRunInfo } from '../context/task-run.ts'
import type { Logger } from '../logging/run-logger.ts'
import type { Persistence, ResultPlan } from '../results/result-plan.ts'
import type { RunState } from '../states/run-state.ts'
import { type Packed, pack } from './values.ts'

/** Where the function of a task is, for processes that have the same code. */
export interface TaskAddress {
  /** The file that called `task(…)`, absolute. */
  readonly file: string
  /** The task's name there. */
  readonly name: string
  /** Name and source of the function; decides when a file has two tasks of one name. */
  readonly key: string
  /** The file of the flow around, which may be the one that makes the task by calling a function of `file`. */
  readonly flowFile: string | undefined
}

/** One attempt at a task run, as far as it is a call of the task's function. */
export interface TaskCall {
  readonly id: string
  readonly task: TaskAddress
  readonly args: readonly unknown[]
  /** The names of the arguments, for messages. */
  readonly parameters: readonly string[]
  readonly run: TaskRunData
  /** Tags of every run that starts inside. */
  readonly tags: readonly string[]
  /** The same for all calls of one attempt at a flow run. */
  readonly scope: string
}

/** What `taskRun()` answers inside the call, and what the engine keeps for it there. */
export interface TaskRunData extends Omit<TaskRunInfo, 'parameters' | 'startTime' | 'signal'> {
  readonly startTime: string | undefined
  readonly resultKey: string | undefined
  readonly logPrints: boolean
  /** What `currentTransaction().get(…)` finds, as far as it can be sent. */
  readonly transaction: Readonly<Record<string, Packed>>
}

/** What `flowRun()` answers inside the calls of one attempt at a flow run, and what the engine keeps for it there. */
export interface FlowData {
  readonly info: Omit<FlowRunInfo, 'parameters' | 'signal'>
  /** Those that can be sent. */
  readonly parameters: Readonly<Record<string, Packed>>
  readonly logPrints: boolean
  readonly goesOn: boolean
  /** Keys of results that are not to be taken again. */
  readonly discarded: readonly string[]
  readonly keySuffix: string
  /** Of the flow run, as the server counts them. */
  readonly attempt: number | undefined
  readonly plan: { readonly persist: Persistence; readonly storage: string; readonly serializer: string }
}

/** What surrounds a call in the process of its flow. */
export interface CallContext {
  readonly session: Session
  readonly plan: ResultPlan
  readonly flow: FlowData
  /** The task run's. */
  readonly log: Logger
  /** The flow run's. */
  readonly flowLog: Logger
  /** Aborts when the task run is to end. */
  readonly signal: AbortSignal
  /** Takes what the call has set in its transaction. */
  readonly keep: (values: Readonly<Record<string, Packed>>) => void
}

/** A call that has begun somewhere. */
export interface PlacedCall {
  /**
   * Resolves to the state that follows from what the function returned; rejects with what it threw, or with WorkerLost
   * when it will never be known.
   */
  readonly ended: Promise<RunState>
  /** Aborts the signal of the task run where it runs, and ends it by force if it does not end by itself in a few seconds. */
  abort(reason: unknown): void
}

/** A call whose arguments are ready to be sent. */
export type SendableCall = Omit<TaskCall, 'args'> & { readonly args: readonly Packed[] }

/** @throws NotSendable naming the argument that cannot be sent. */
export const sendable = (call: TaskCall, packed: typeof pack = pack): SendableCall => ({
  ...call,
  args: call.args.map((argument, index) =>
    packed(argument, `the argument ${nameOf(call.parameters, index)} of task '${call.run.taskName}'`),
  ),
})

const nameOf = (parameters: readonly string[], index: number): string =>
  parameters[index] === undefined ? `number ${index + 1}` : `\`${parameters[index]}\``
