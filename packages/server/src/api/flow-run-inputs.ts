import { type FlowRunInput, type flowRunInputRoutes, type Handlers, Reply } from '@millrace/protocol'
import { newId } from '../orchestration/chance.ts'
import type { RequestContext } from '../http/request-context.ts'
import { deleteFlowRunInput, insertFlowRunInput, listFlowRunInputs, readFlowRunInput } from '../store/queries/flow-run-inputs.ts'
import { readFlowRun } from '../store/queries/flow-runs.ts'
import type { FlowRunInputRow } from '../store/schema.ts'
import { Conflict, NotFound } from './errors.ts'

const ABSENT = 'Flow run input not found'
const AS_TEXT = { 'content-type': 'text/plain; charset=utf-8' }

/** Most inputs answered at once; Prefect answers them all when asked to, and takes a negative limit for no limit. */
const MOST = 10_000

/** Handlers of the routes of what is sent to flow runs. */
export const flowRunInputHandlers: Handlers<typeof flowRunInputRoutes, RequestContext> = {
  async create({ store, clock }, { params, body }) {
    await store.write(async (tx) => {
      if ((await readFlowRun(tx, params.id)) === undefined) throw new NotFound('Flow run not found')
      const now = clock.now()
      const { key, value, sender } = body
      const row = { id: newId(), created: now, updated: now, flow_run_id: params.id, key, content: value, sender: sender ?? null }
      if (!(await insertFlowRunInput(tx, row))) throw new Conflict('A flow run input with this key already exists.')
    })
    return null
  },

  async filter({ store }, { params, body: { prefix, limit, exclude_keys: excludeKeys } }) {
    const most = limit < 0 ? MOST : Math.min(limit, MOST)
    const rows = await store.read((queries) => listFlowRunInputs(queries, { flowRunId: params.id, prefix, excludeKeys, limit: most }))
    return rows.map(present)
  },

  async read({ store }, { params }) {
    const input = await store.read((queries) => readFlowRunInput(queries, params.id, params.key))
    if (input === undefined) throw new NotFound(ABSENT)
    return new Reply(200, input.content, AS_TEXT)
  },

  async delete({ store }, { params }) {
    if (!(await store.write((tx) => deleteFlowRunInput(tx, params.id, params.key)))) throw new NotFound(ABSENT)
    return undefined
  },
}

const present = ({ content, ...row }: FlowRunInputRow): FlowRunInput => ({ ...row, value: content })
