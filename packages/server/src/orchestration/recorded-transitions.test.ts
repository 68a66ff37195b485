import { readFile } from 'node:fs/promises'
import { isDeepStrictEqual } from 'node:util'
import {
  type FlowRunPolicy,
  type Json,
  type State,
  type StateCreateInput,
  type TaskRunPolicy,
  addSeconds,
  flowRunPolicy,
  secondsBetween,
  taskRunPolicy,
} from '@millrace/protocol'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Caller } from '../context.ts'
import { updateFlowRun } from '../store/queries/flow-runs.ts'
import { sample } from '../store/sample-rows.ts'
import type { Transaction } from '../store/store.ts'
import type { TaskRunOutcome } from './outcome.ts'
import { type TestOrchestration, openTestOrchestration } from './testing.ts'

/*
 * What the real servers answered to every pair of states, over REST, in each setting: the files in `recorded/`. A time `{ after: n }`
 * lies n seconds after the proposal. `marks` says which columns were set: (s)tart, (e)nd, (n)ext scheduled start, (t)otal run time.
 */

interface RecordedState {
  readonly type: State['type']
  readonly name?: string
  readonly message?: string
  readonly data?: Json
  readonly state_details?: Readonly<Record<string, Json>>
}

type Outcome = Readonly<Record<string, unknown>>

interface Setting {
  readonly deployment?: boolean
  readonly subflow?: boolean
  readonly force?: boolean
  readonly pid?: string
  readonly policy?: Readonly<Record<string, Json>>
  readonly flow?: string | null
  readonly rerun?: boolean
  readonly deferred?: boolean
}

interface Table {
  readonly from: Readonly<Record<string, RecordedState>>
  readonly to: Readonly<Record<string, RecordedState>>
  readonly deferred?: Readonly<Record<string, RecordedState>>
  readonly settings: Readonly<Record<string, Setting>>
  readonly outcomes: readonly Outcome[]
  readonly cells: Readonly<Record<string, { readonly to: readonly string[]; readonly from: Readonly<Record<string, readonly number[]>> }>>
}

interface Recorded {
  readonly takenFrom: string
  readonly flow: Table
  readonly task: Table
  readonly created: { readonly flow: Readonly<Record<string, Outcome>>; readonly task: Readonly<Record<string, Outcome>> }
}

const load = async (file: string): Promise<Recorded> =>
  JSON.parse(await readFile(new URL(`recorded/${file}`, import.meta.url), 'utf8')) as Recorded

const GENERATIONS = [
  { recorded: await load('prefect-3.8.8.json'), userAgent: '3.8.8' },
  { recorded: await load('prefect-2.20.26.json'), userAgent: '2.20.26' },
]

describe.each(GENERATIONS)('every recorded transition of $recorded.takenFrom', ({ recorded, userAgent }) => {
  const caller: Caller = { apiVersion: '0.8.4', prefectVersion: userAgent, attempt: undefined }
  let orchestration: TestOrchestration
  let deploymentId: string
  let parentFlowRunId: string

  beforeAll(async () => {
    orchestration = await openTestOrchestration()
    await orchestration.context.store.write(async (tx) => {
      deploymentId = await insertDeployment(tx, orchestration.flowId)
      parentFlowRunId = await orchestration.createFlowRun(tx, { type: 'RUNNING' })
      const cached = await orchestration.createTaskRun(tx, { type: 'PENDING' })
      const completion = { type: 'COMPLETED', data: { type: 'reference' }, state_details: { cache_key: 'known' } } as const
      await orchestration.proposeForTaskRun(tx, cached, completion)
    })
  })
  afterAll(() => orchestration[Symbol.asyncDispose]())

  it.each(Object.keys(recorded.flow.cells))('flow runs, %s', async (name) => {
    const { ours, theirs } = await compare(recorded.flow, name, flowRunOutcome)
    expect(ours).toEqual(theirs)
  })

  it.each(Object.keys(recorded.task.cells))('task runs, %s', async (name) => {
    const { ours, theirs } = await compare(recorded.task, name, taskRunOutcome)
    expect(ours).toEqual(theirs)
  })

  it('the first state of a flow run', async () => {
    const ours = await orchestration.context.store.write(async (tx) => {
      const outcomes: Record<string, unknown> = {}
      for (const name of Object.keys(recorded.created.flow)) {
        const run = await orchestration.flowRun(tx, await orchestration.createFlowRun(tx, stateOf(recorded.flow.from, name), {}, caller))
        outcomes[name] = { type: run.state_type, name: run.state_name, run: flowRunColumns(run) }
      }
      return outcomes
    })
    expect(ours).toEqual(recorded.created.flow)
  })

  it('the first state of a task run', async () => {
    const ours = await orchestration.context.store.write(async (tx) => {
      const outcomes: Record<string, unknown> = {}
      for (const name of Object.keys(recorded.created.task)) {
        const run = await orchestration.taskRun(tx, await orchestration.createTaskRun(tx, stateOf(recorded.task.from, name), {}, caller))
        outcomes[name] = { type: run.state_type, name: run.state_name, run: taskRunColumns(run) }
      }
      return outcomes
    })
    expect(ours).toEqual(recorded.created.task)
  })

  type Case = (tx: Transaction, table: Table, setting: Setting, from: string, to: string) => Promise<Outcome>

  /** Both outcomes of every transition in one setting that ends differently, by the names of the two states. */
  async function compare(table: Table, name: string, outcomeOf: Case): Promise<{ ours: object; theirs: object }> {
    const setting = table.settings[name] ?? {}
    const cells = table.cells[name]
    const ours: Record<string, Outcome> = {}
    const theirs: Record<string, Outcome | undefined> = {}
    await orchestration.context.store.write(async (tx) => {
      for (const [from, row] of Object.entries(cells?.from ?? {})) {
        for (const [index, to] of (cells?.to ?? []).entries()) {
          const our = await outcomeOf(tx, table, setting, from, to)
          const their = ourWay(table.outcomes[row[index] ?? -1], setting)
          if (isDeepStrictEqual(our, their)) continue
          ours[`${from} > ${to}`] = our
          theirs[`${from} > ${to}`] = their
        }
      }
    })
    return { ours, theirs }
  }

  async function flowRunOutcome(tx: Transaction, table: Table, setting: Setting, from: string, to: string): Promise<Outcome> {
    const parentTaskRunId = setting.subflow
      ? await orchestration.createTaskRun(tx, { type: 'RUNNING' }, { flow_run_id: parentFlowRunId }, caller)
      : null
    const row = {
      deployment_id: setting.deployment ? deploymentId : null,
      parent_task_run_id: parentTaskRunId,
      ...(setting.policy && { empirical_policy: flowRunPolicy.parse(setting.policy) satisfies FlowRunPolicy }),
    }
    const { data, ...first } = stateOf(table.from, from)
    const id = await orchestration.createFlowRun(tx, first, row, caller)
    if (setting.pid !== undefined) await updateFlowRun(tx, id, { infrastructure_pid: setting.pid }, orchestration.context.clock.now())
    if (data !== undefined) await orchestration.proposeForFlowRun(tx, id, { ...first, data }, { force: true, caller })
    const proposal = stateOf(table.to, to)
    const outcome = await orchestration.proposeForFlowRun(tx, id, proposal, { force: setting.force === true, caller })
    const parent = parentTaskRunId === null ? undefined : await orchestration.taskRun(tx, parentTaskRunId)
    return {
      ...outcomeOf(outcome),
      run: flowRunColumns(await orchestration.flowRun(tx, id)),
      ...(parent && { parent: [parent.state_type, parent.state_name] }),
    }
  }

  async function taskRunOutcome(tx: Transaction, table: Table, setting: Setting, from: string, to: string): Promise<Outcome> {
    const flowRunId = setting.flow
      ? await orchestration.createFlowRun(tx, stateOf(recorded.flow.from, setting.flow), { deployment_id: deploymentId }, caller)
      : null
    const row = {
      flow_run_id: flowRunId,
      ...(setting.policy && { empirical_policy: taskRunPolicy.parse(setting.policy) satisfies TaskRunPolicy }),
    }
    const { data, ...first } = stateOf(table.from, from)
    const id = await orchestration.createTaskRun(tx, first, row, caller)
    if (data !== undefined) await orchestration.proposeForTaskRun(tx, id, { ...first, data }, { force: true, caller })
    if (setting.rerun && flowRunId !== null) await orchestration.proposeForFlowRun(tx, flowRunId, { type: 'RUNNING' }, { caller })
    const proposal = stateOf(setting.deferred ? (table.deferred ?? {}) : table.to, to)
    const outcome = outcomeOf(await orchestration.proposeForTaskRun(tx, id, proposal, { force: setting.force === true, caller }))
    const reason = typeof outcome['reason'] === 'string' ? { reason: outcome['reason'].replace(flowRunId ?? '', '<flow run>') } : {}
    return { ...outcome, ...(flowRunId === null ? {} : reason), run: taskRunColumns(await orchestration.taskRun(tx, id)) }
  }

  function stateOf(states: Readonly<Record<string, RecordedState>>, name: string): StateCreateInput {
    const state = states[name]
    if (state === undefined) throw new Error(`expected a recorded state named ${name}`)
    return JSON.parse(JSON.stringify(state), (_, value: Json) => {
      if (typeof value !== 'object' || value === null || !('after' in value)) return value
      return addSeconds(orchestration.context.clock.now(), Number(value['after']))
    }) as StateCreateInput
  }

  function outcomeOf({ result: { state, status, details }, wrote }: TaskRunOutcome): Outcome {
    const scheduled = state?.state_details.scheduled_time
    return {
      status: wrote ? 201 : 200,
      verdict: status,
      type: state?.type ?? null,
      name: state?.name ?? null,
      ...('reason' in details && { reason: details.reason }),
      ...('delay_seconds' in details && { delay: when(details.delay_seconds) }),
      ...(scheduled && { when: when(secondsBetween(orchestration.context.clock.now(), scheduled) - 2) }),
      ...(state?.state_details.pause_reschedule && { pause_reschedule: true }),
      ...(state?.state_details.pause_timeout && { pause_timeout: true }),
      ...(state?.state_details.task_parameters_id && { task_parameters_id: state.state_details.task_parameters_id }),
      ...(state?.data && { data: (state.data as { type: string }).type }),
      ...(state?.message && { message: state.message }),
    }
  }
})

/**
 * What is recorded, but for one side effect that Millrace does not have: a rejected resumption changes nothing, while Prefect marks the
 * run as resuming all the same, and then does not count its next run.
 */
function ourWay(outcome: Outcome | undefined, { policy }: Setting): Outcome | undefined {
  const reason = String(outcome?.['reason'])
  const resumption = reason.startsWith('This run cannot transition') || reason.startsWith('Cannot reschedule a ')
  if (outcome?.['verdict'] !== 'REJECT' || !resumption) return outcome
  const run = outcome['run'] as { policy: readonly Json[] }
  return { ...outcome, run: { ...run, policy: [policy?.['resuming'] === true, ...run.policy.slice(1)] } }
}

const when = (seconds: number): string => (seconds <= 0 ? 'past' : seconds < 100 ? 'soon' : 'later')

interface Columns {
  readonly run_count: number
  readonly start_time: string | null
  readonly end_time: string | null
  readonly next_scheduled_start_time: string | null
  readonly total_run_time: number
}

const columnsOf = (run: Columns): { runs: number; marks: string } => ({
  runs: run.run_count,
  marks: `${run.start_time ? 's' : '-'}${run.end_time ? 'e' : '-'}${run.next_scheduled_start_time ? 'n' : '-'}${run.total_run_time > 0 ? 't' : '-'}`,
})

const flowRunColumns = (run: Columns & { empirical_policy: FlowRunPolicy }): object => {
  const { resuming, pause_keys, retry_type } = run.empirical_policy
  return { ...columnsOf(run), policy: [resuming === true, pause_keys?.length ?? 0, retry_type ?? null] }
}

const taskRunColumns = (run: Columns & { flow_run_run_count: number }): object => ({ ...columnsOf(run), flow_runs: run.flow_run_run_count })

async function insertDeployment({ db }: Transaction, flowId: string): Promise<string> {
  const deployment = sample.deployment({ flow_id: flowId, name: 'deployment' })
  await db.insertInto('deployment').values(deployment).execute()
  return deployment.id
}
