import type { Json, StateDetails, TaskRun as TaskRunRow, TaskRunInput, TaskRunPolicy } from '@millrace/protocol'
import { secondsBetween } from '@millrace/protocol/instants'
import type { PlacedCall } from '../calls/task-call.ts'
import type { ActiveFlowRun } from '../context/flow-run.ts'
import type { TaskRunInfo } from '../context/task-run.ts'
import type { Session } from '../connection/session.ts'
import { createLogger, type Logger } from '../logging/run-logger.ts'
import type { NamedParameters } from '../parameters/call-parameters.ts'
import type { ResultPlan } from '../results/result-plan.ts'
import { delaysOnWire } from '../retry-delays.ts'
import { RunState } from '../states/run-state.ts'
import type { TaskDefinition } from '../task-definition.ts'
import type { OpenTaskRunner } from '../task-runners/task-runner.ts'
import { type RunSpan, TRACEPARENT_LABEL } from '../telemetry/run-span.ts'
import type { LiveTransaction } from '../transactions/live-transaction.ts'
import { taskRunEvent, type TaskRunSnapshot } from './task-run-event.ts'

/** A run that the API has already, as one that was delayed. */
export interface ExistingTaskRun {
  readonly row: TaskRunRow
  /** As which this process took it. */
  readonly state: RunState
  /** The flow run that it belongs to, which may be over. */
  readonly flowRun: TaskRunSnapshot['flowRun']
}

interface Beginning {
  readonly id: string
  readonly task: TaskDefinition
  readonly session: Session
  /** Undefined for a task that is called on its own. */
  readonly flow: ActiveFlowRun | undefined
  readonly name: string
  readonly dynamicKey: string
  readonly inputs: Readonly<Record<string, readonly TaskRunInput[]>>
  readonly tags: readonly string[]
  readonly plan: ResultPlan
  /** The transaction that it was called in. */
  readonly around: LiveTransaction | undefined
  readonly existing?: ExistingTaskRun | undefined
}

/** How often a task run is tried again, and after how long. */
export interface RetryPolicy {
  readonly retries: number
  readonly delay: NonNullable<TaskDefinition['options']['retryDelaySeconds']>
  readonly jitterFactor: number
}

/** One run of a task: its state, and the telling of each change to the server, which never waits for an answer. */
export class TaskRun {
  readonly id: string
  readonly task: TaskDefinition
  readonly session: Session
  readonly flow: ActiveFlowRun | undefined
  readonly plan: ResultPlan
  readonly policy: RetryPolicy
  readonly tags: readonly string[]
  readonly around: LiveTransaction | undefined
  name: string
  /** Where its result is kept for later attempts at the flow run; known once its arguments are. */
  resultKey: string | undefined
  /** Set before each attempt by whatever limits it. */
  signal: AbortSignal
  parameters: NamedParameters = {}
  args: readonly unknown[] = []
  /** Who runs it; undefined for a task that is called, which runs here. */
  runner: OpenTaskRunner | undefined
  /** The attempt that it is in, where that runs elsewhere. */
  placed: PlacedCall | undefined
  /** Its own, while it is under way. */
  transaction: LiveTransaction | undefined
  /** Whether its result was put into the cache by this run. */
  wroteToCache = false
  /** Where OpenTelemetry is set up. */
  span: RunSpan | undefined
  /** Set when a transaction around was rolled back after this run had completed. */
  rolledBack = false
  readonly #snapshot: Omit<TaskRunSnapshot, 'name' | 'runCount' | 'startTime' | 'endTime' | 'totalRunTime' | 'labels'>
  #state: RunState
  #log: Logger | undefined
  #info: TaskRunInfo | undefined
  /** The first state, where the server does not know of the run yet. */
  #untold: RunState | undefined
  #runCount = 0
  #startTime: string | undefined
  #endTime: string | undefined
  #totalRunTime = 0

  constructor({ id, task, session, flow, name, dynamicKey, inputs, tags, plan, around, existing }: Beginning) {
    const flowRun = flow?.info ?? existing?.flowRun
    this.id = id
    this.task = task
    this.session = session
    this.flow = flow
    this.name = name
    this.tags = tags
    this.plan = plan
    this.around = around
    this.signal = flow?.info.signal ?? NEVER
    this.policy = retryPolicyOf(task, session)
    this.#state = existing?.state ?? new RunState({ type: 'PENDING' })
    this.#runCount = existing?.row.run_count ?? 0
    this.#startTime = existing?.row.start_time ?? undefined
    this.#snapshot = {
      id: this.id,
      flowRun,
      taskKey: task.key,
      dynamicKey,
      taskVersion: task.options.version,
      policy: wirePolicyOf(this.policy),
      tags,
      inputs,
      flowRunRunCount: flow?.info.runCount ?? existing?.row.flow_run_run_count ?? 0,
      expectedStartTime: this.#state.timestamp,
    }
    if (existing !== undefined) return
    // Of a map over very many, those behind are told of when they begin: what waits to be told is kept in memory.
    if (session.events.isFull) this.#untold = this.#state
    else this.#tell(undefined, this.#state, null)
  }

  get state(): RunState {
    return this.#state
  }

  /** Where its arguments came from, by parameter. */
  get inputs(): TaskRunSnapshot['inputs'] {
    return this.#snapshot.inputs
  }

  // Made when the run begins, and not for those of a map over very many that wait for it.
  get log(): Logger {
    return (this.#log ??= createLogger(
      { source: 'millrace.task_runs', label: () => `Task run '${this.name}'`, flowRunId: this.#flowRunId, taskRunId: this.id },
      this.session,
    ))
  }

  get info(): TaskRunInfo {
    return (this.#info ??= infoOf(this, this.#flowRunId))
  }

  get #flowRunId(): string | null {
    return this.#snapshot.flowRun?.id ?? null
  }

  /** Which attempt it is in, from 1; 0 before the first. */
  get runCount(): number {
    return this.#runCount
  }

  get startTime(): Date | undefined {
    return this.#startTime === undefined ? undefined : new Date(this.#startTime)
  }

  /** Changes the state and tells the server. */
  enter(state: RunState, data: Json = null): void {
    if (this.#untold !== undefined) this.#tell(undefined, this.#untold, null)
    this.#untold = undefined
    const before = this.#state
    if (before.type === 'RUNNING') this.#totalRunTime += secondsBetween(before.timestamp, state.timestamp)
    if (state.type === 'RUNNING') {
      this.#runCount += 1
      this.#startTime ??= state.timestamp
    }
    if (state.isFinal) this.#endTime = state.timestamp
    this.#state = state
    this.span?.enter(state)
    this.#tell(before, state, data)
  }

  #tell(from: RunState | undefined, to: RunState, data: Json): void {
    const snapshot: TaskRunSnapshot = {
      ...this.#snapshot,
      name: this.name,
      runCount: this.#runCount,
      startTime: this.#startTime,
      endTime: this.#endTime,
      totalRunTime: Math.max(0, this.#totalRunTime),
      labels: this.span === undefined ? {} : { [TRACEPARENT_LABEL]: this.span.traceparent },
    }
    this.session.events.add(taskRunEvent(snapshot, from, to, data))
  }
}

/** Details of a state that waits until `scheduledTime`. */
export const waitingUntil = (scheduledTime: string): Partial<StateDetails> => ({ scheduled_time: scheduledTime })

const NEVER = new AbortController().signal

/** The policy of a task's runs: its own options over the settings. */
export function retryPolicyOf({ options }: TaskDefinition, { settings }: Session): RetryPolicy {
  const { defaultRetries, defaultRetryDelaySeconds } = settings.tasks
  return {
    retries: options.retries ?? defaultRetries,
    delay: options.retryDelaySeconds ?? defaultRetryDelaySeconds,
    jitterFactor: options.retryJitterFactor ?? 0,
  }
}

/** A policy as the API keeps it. */
export const wirePolicyOf = ({ retries, delay, jitterFactor }: RetryPolicy): Partial<TaskRunPolicy> => ({
  retries,
  retry_delay: delaysOnWire(retries, delay),
  ...(jitterFactor === 0 ? {} : { retry_jitter_factor: jitterFactor }),
})

const infoOf = (run: TaskRun, flowRunId: string | null): TaskRunInfo => ({
  id: run.id,
  taskName: run.task.name,
  flowRunId,
  tags: run.tags,
  get name() {
    return run.name
  },
  get runCount() {
    return run.runCount
  },
  get parameters() {
    return run.parameters
  },
  get startTime() {
    return run.startTime
  },
  get signal() {
    return run.signal
  },
})
