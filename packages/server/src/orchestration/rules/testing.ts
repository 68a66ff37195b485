import { tmpdir } from 'node:os'
import { type State, type StateCreateInput, type Timestamp, stateCreate } from '@millrace/protocol'
import { loadSettings } from '@millrace/settings'
import { generationOf } from '../generation.ts'
import { type Proposal, receiveProposal } from '../proposal.ts'
import type { OrchestrationSettings, Rule, Verdict } from '../rule.ts'
import type { FlowRun, TaskRun } from '../runs.ts'

/** Every setting as it is unless somebody says otherwise. */
export const SETTINGS: OrchestrationSettings = loadSettings({ env: {}, cwd: tmpdir(), overrides: { home: tmpdir() } }).server

/** When every transition of the tests is proposed. */
export const NOW: Timestamp = '2026-07-01T12:00:00.000000Z'

/** `NOW` and some seconds; negative for before. */
export const at = (seconds: number): Timestamp =>
  new Date(Date.parse('2026-07-01T12:00:00Z') + seconds * 1000).toISOString().replace('Z', '000Z')

const RUN = {
  id: '00000000-0000-7000-8000-000000000001',
  run_count: 0,
  expected_start_time: null,
  next_scheduled_start_time: null,
  start_time: null,
  end_time: null,
  total_run_time: 0,
  state_timestamp: null,
}

/** A flow run that has done nothing yet. */
export const flowRun = (columns: Partial<FlowRun> = {}): FlowRun => ({
  ...RUN,
  name: 'run',
  flow_id: '00000000-0000-7000-8000-000000000002',
  deployment_id: null,
  work_queue_id: null,
  tags: [],
  parent_task_run_id: null,
  infrastructure_pid: null,
  created_by: null,
  empirical_policy: {
    max_retries: 0,
    retry_delay_seconds: 0,
    retries: null,
    retry_delay: null,
    pause_keys: [],
    resuming: false,
    retry_type: null,
  },
  attempt: 0,
  ...columns,
})

/** A task run, in a running flow run, that has done nothing yet. */
export const taskRun = (columns: Partial<TaskRun> = {}): TaskRun => ({
  ...RUN,
  flow_run_id: '00000000-0000-7000-8000-000000000003',
  task_key: 'task',
  tags: [],
  empirical_policy: { max_retries: 0, retry_delay_seconds: 0, retries: null, retry_delay: null, retry_jitter_factor: null },
  flow_run_run_count: 0,
  flow_run_state_type: 'RUNNING',
  flow_run_now_run_count: 1,
  ...columns,
})

/** A proposal with what a client leaves out. */
export const proposal = (state: StateCreateInput): Proposal => receiveProposal(stateCreate.parse(state), NOW)

/** A state that a run has been in for a minute. */
export const stateOf = (input: StateCreateInput): State => ({
  ...receiveProposal(stateCreate.parse(input), at(-60)),
  id: '00000000-0000-7000-8000-000000000004',
})

interface Case<Run, Facts> {
  readonly run: Run
  readonly from: StateCreateInput | null
  readonly to: StateCreateInput
  readonly facts?: Facts
  readonly chance?: number
  readonly attempt?: number
  /** `2.20` or `3.8`, which is the default. */
  readonly caller?: '2.20' | '3.8'
}

/** What `rule` says to a transition, as `[status, state or reason]`: tables of tests are made of these. */
export function decide<Run, Facts = undefined>(rule: Rule<Run>, given: Case<Run, Facts>): Verdict<Run> {
  const caller = { apiVersion: undefined, prefectVersion: given.caller === '2.20' ? '2.20.26' : undefined, attempt: undefined }
  return rule.decide(
    {
      run: given.run,
      from: given.from === null ? null : stateOf(given.from),
      to: proposal(given.to),
      now: NOW,
      chance: given.chance ?? 0.5,
      stateId: '00000000-0000-7000-8000-000000000005',
      generation: generationOf(caller),
      settings: SETTINGS,
      attempt: given.attempt,
    },
    given.facts,
  )
}

/** A verdict in one line: `ACCEPT RUNNING Running`, `REJECT - why`, `REJECT FAILED Failed: why`, `WAIT 5: why`, `ABORT: why`. */
export function told(verdict: Verdict<never> | Verdict<FlowRun> | Verdict<TaskRun> | Verdict<object>): string {
  if (verdict.status === 'ACCEPT') return `ACCEPT ${verdict.to.type} ${verdict.to.name}`
  if (verdict.status === 'WAIT') return `WAIT ${verdict.delaySeconds}: ${verdict.reason}`
  if (verdict.status === 'ABORT') return `ABORT: ${verdict.reason}`
  return `REJECT ${verdict.to === null ? '-' : `${verdict.to.type} ${verdict.to.name}`}: ${verdict.reason}`
}
