import type { Json, State } from '@millrace/protocol'
import type { Session } from '../connection/session.ts'
import type { Proposer } from '../engine/propose.ts'
import type { ResultKeys } from '../engine/result-keys.ts'
import type { UnderWay } from '../engine/under-way.ts'
import type { Logger } from '../logging/run-logger.ts'
import type { NamedParameters } from '../parameters/call-parameters.ts'
import type { ResultPlan } from '../results/result-plan.ts'
import type { OpenTaskRunner } from '../task-runners/task-runner.ts'
import { ambient } from './ambient.ts'

/** What a flow can ask about the run it is in. */
export interface FlowRunInfo {
  readonly id: string
  readonly name: string
  readonly flowId: string
  readonly flowName: string
  readonly flowVersion: string | null
  readonly deploymentId: string | null
  /** The task run that stands for this run in the flow that called it. */
  readonly parentTaskRunId: string | null
  /** Which try this is: 1 the first time. */
  readonly runCount: number
  readonly parameters: NamedParameters
  readonly tags: readonly string[]
  readonly scheduledStartTime: Date | undefined
  readonly startTime: Date | undefined
  /** What the deployment, or whoever asked for the run, says of its infrastructure. */
  readonly jobVariables: Readonly<Record<string, Json>>
  /** The run's page; undefined for a server that is embedded. */
  readonly uiUrl: string | undefined
  /** Aborts when the run's time is over, the process ends, or another process took the run over. */
  readonly signal: AbortSignal
}

/** What the engine keeps for the code that runs in one attempt at a flow. */
export interface ActiveFlowRun {
  readonly info: FlowRunInfo
  readonly session: Session
  readonly log: Logger
  readonly logPrints: boolean
  readonly plan: ResultPlan
  /** Whether there was an attempt before this one, whose finished tasks are not repeated. */
  readonly goesOn: boolean
  readonly resultKeys: ResultKeys
  readonly tasks: OpenTaskRunner
  /** How often each task was called so far, by key; numbers their runs. */
  readonly calls: Map<string, number>
  /** Put behind the numbers of calls, so that those of different attempts are told apart; empty in the first. */
  readonly keySuffix: string
  readonly proposer: Proposer
  /** How often the code asked for a pause in this attempt; numbers those without a key. */
  readonly pauses: { count: number }
  /** Set when the run was suspended: it ends here in this state, whatever its code goes on to do. */
  suspended: State | undefined
  /** Aborts the run because it is being cancelled. */
  readonly cancel: () => void
  readonly underWay: UnderWay
  /** Where the flow was made; undefined where the stack did not tell. */
  readonly file: string | undefined
  /** In how many runs it is, itself counted. */
  readonly depth: number
}

export const activeFlowRun = ambient<ActiveFlowRun>('flowRun() works only inside a flow')

/** The flow run that this code is in. Throws `OutsideRun` anywhere else. */
export const flowRun = (): FlowRunInfo => activeFlowRun.get().info
