import type { State, StateType, Timestamp } from '@millrace/protocol'
import type { Settings } from '@millrace/settings'
import type { Transaction } from '../store/store.ts'
import type { Generation } from './generation.ts'
import type { Proposal } from './proposal.ts'
import type { FlowRun, TaskRun } from './runs.ts'

/** The settings that rules go by. */
export type OrchestrationSettings = Pick<Settings['server'], 'concurrency' | 'deployments' | 'tasks'>

/** What is to be decided: whether `run` may go from its present state to the one proposed. */
export interface Transition<Run> {
  /** The run as it stands, with the changes of the rules before. */
  readonly run: Run
  /** The present state; null for a run that has none yet. */
  readonly from: State | null
  /** The proposed state, as the rules before left it. */
  readonly to: Proposal
  readonly now: Timestamp
  /** A number from 0 up to 1, drawn for this transition. */
  readonly chance: number
  /** The id that the new state will have. */
  readonly stateId: string
  readonly generation: Generation
  readonly settings: OrchestrationSettings
  /** The attempt that the caller acts for; undefined when it names none. */
  readonly attempt: number | undefined
}

/** A transition that is over: `state` is the one written, or the one the run still has. */
interface Settled<Run> extends Transition<Run> {
  readonly state: State | null
}

interface Changes<Run> {
  /** Columns that change before the next rule looks and bookkeeping counts. */
  readonly run?: Partial<Run>
  /** Columns that change once bookkeeping is done. */
  readonly afterwards?: (run: Run) => Partial<Run>
}

/** What a rule makes of a transition. All but `accept` end it for the rules that come after. */
export type Verdict<Run> =
  | ({ readonly status: 'ACCEPT'; readonly to: Proposal } & Changes<Run>)
  | ({ readonly status: 'REJECT'; readonly to: Proposal | null; readonly reason: string } & Changes<Run>)
  | { readonly status: 'WAIT'; readonly delaySeconds: number; readonly reason: string }
  | { readonly status: 'ABORT'; readonly reason: string }

/** Lets the proposal through, perhaps in another form, perhaps with changes to the run. */
export const accept = <Run>(to: Proposal, changes: Changes<Run> = {}): Verdict<Run> => ({ status: 'ACCEPT', to, ...changes })

/** Puts another state in the place of the proposal, or with null leaves the run in the state it has. */
export const reject = <Run>(to: Proposal | null, reason: string, changes: Changes<Run> = {}): Verdict<Run> => ({
  status: 'REJECT',
  to,
  reason,
  ...changes,
})

/** Tells the caller to propose the same again after some seconds. */
export const wait = <Run>(delaySeconds: number, reason: string): Verdict<Run> => ({ status: 'WAIT', delaySeconds, reason })

/** Tells the caller to stop acting for the run. */
export const abort = <Run>(reason: string): Verdict<Run> => ({ status: 'ABORT', reason })

/** One rule of orchestration. Only `decide` decides; the hooks hold all of a rule's traffic with the database. */
export interface RuleSpec<Run, Facts> {
  readonly name: string
  readonly from: readonly (StateType | null)[]
  readonly to: readonly StateType[]
  /** Looks up, or claims, what `decide` needs to know. */
  gather?(tx: Transaction, transition: Transition<Run>): Promise<Facts>
  /** Pure: no clock, no chance, no I/O. */
  decide(transition: Transition<Run>, facts: Facts): Verdict<Run>
  /** Runs after the state is written, when the outcome is the one this rule left. */
  settle?(tx: Transaction, settled: Settled<Run>, facts: Facts): Promise<void>
  /** Takes back what `gather` did, when a later rule changed the outcome or failed. */
  undo?(tx: Transaction, transition: Transition<Run>, facts: Facts): Promise<void>
}

/** A rule whose facts are its own affair. */
export type Rule<Run> = RuleSpec<Run, unknown>
export type FlowRule = Rule<FlowRun>
export type TaskRule = Rule<TaskRun>

/** Makes a rule, keeping what it gathers between its own hooks. */
export const defineRule = <Run, Facts = undefined>(spec: RuleSpec<Run, Facts>): Rule<Run> => spec
