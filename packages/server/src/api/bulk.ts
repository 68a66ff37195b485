import type { bulkRoutes, Handlers } from '@millrace/protocol'
import { partsOf } from '../audit/find-subjects.ts'
import { deploymentChanged } from '../events/changes/deployment.ts'
import { flowChanged } from '../events/changes/flow.ts'
import { tell } from '../events/tell.ts'
import { answerOf } from '../http/errors.ts'
import type { RequestContext } from '../http/request-context.ts'
import { setFlowRunState } from '../orchestration/set-flow-run-state.ts'
import { deleteDeployment, listDeployments, readDeployment } from '../store/queries/deployments.ts'
import { deleteFlowRun, listFlowRuns } from '../store/queries/flow-runs.ts'
import { deleteFlow, listFlows } from '../store/queries/flows.ts'
import { deleteScheduledRuns } from '../store/queries/scheduled-runs.ts'
import type { Transaction } from '../store/store.ts'
import { BadRequest, NotFound } from './errors.ts'
import { runDeployment } from './run-deployment.ts'

/** How many runs one call may create. */
const MOST_RUNS = 100

/** Handlers of the calls for several objects. Each delete is one transaction; states and new runs have one each. */
export const bulkHandlers: Handlers<typeof bulkRoutes, RequestContext> = {
  async setFlowRunStates(context, { body }) {
    const { flow_runs, state, force, limit } = body
    const found = await context.store.read((queries) => listFlowRuns(queries, { flow_runs }, { sort: 'ID_DESC', limit, offset: 0 }))
    const results = []
    for (const { id, name } of found) {
      const proposal = { flowRunId: id, state, force, caller: context.caller }
      try {
        const { result } = await context.store.write((tx) => setFlowRunState(context, tx, proposal))
        if (result.status === 'ACCEPT') context.note({ kind: 'flow-run', id, name })
        results.push({ flow_run_id: id, ...result })
      } catch (error) {
        const details = { type: 'abort_details' as const, reason: reasonOf(context, error, 'bulk_set_state') }
        results.push({ flow_run_id: id, status: 'ABORT' as const, state: null, details })
      }
    }
    return { results }
  },

  deleteFlowRuns: (context, { body: { flow_runs, limit } }) =>
    deleteEach(context, 'flow-run', {
      find: (tx) => listFlowRuns(tx, { flow_runs }, { sort: 'ID_DESC', limit, offset: 0 }),
      remove: (tx, { id }) => deleteFlowRun(tx, id),
    }),

  deleteFlows: (context, { body: { flows, limit } }) =>
    deleteEach(context, 'flow', {
      find: (tx) => listFlows(tx, { filters: { flows }, sort: 'NAME_ASC', limit, offset: 0 }),
      remove: async (tx, flow) => {
        const deleted = await deleteFlow(tx, flow.id)
        if (deleted) await tell(context, tx, [flowChanged('deleted', flow)])
        return deleted
      },
    }),

  deleteDeployments: (context, { body: { deployments, limit } }) =>
    deleteEach(context, 'deployment', {
      find: (tx) => listDeployments(tx, { filters: { deployments }, sort: 'NAME_ASC', limit, offset: 0 }),
      remove: async (tx, deployment) => {
        const told = await deploymentChanged(tx, 'deleted', deployment)
        await deleteScheduledRuns(tx, { deploymentId: deployment.id, autoScheduledOnly: false, after: null })
        const deleted = await deleteDeployment(tx, deployment.id)
        if (deleted) await tell(context, tx, [told])
        return deleted
      },
    }),

  async createFlowRuns(context, { params, body }) {
    if (body.length > MOST_RUNS) throw new BadRequest(`Cannot create more than ${MOST_RUNS} flow runs at once.`)
    const deployment = await context.store.read((queries) => readDeployment(queries, params.id))
    if (deployment === undefined) throw new NotFound('Deployment not found')
    const results = []
    for (const run of body) {
      try {
        const { id } = await context.store.write((tx) => runDeployment(context, tx, params.id, run))
        results.push({ flow_run_id: id, status: 'CREATED' as const, error: null })
      } catch (error) {
        results.push({ flow_run_id: null, status: 'FAILED' as const, error: reasonOf(context, error, 'create_flow_run/bulk') })
      }
    }
    return { results }
  },
}

interface Deletion<Item> {
  readonly find: (tx: Transaction) => Promise<readonly Item[]>
  readonly remove: (tx: Transaction, item: Item) => Promise<boolean>
}

/** Deletes one after the other, so that the transaction locks them in one order; answers the ids of those that were there. */
async function deleteEach<Item extends { readonly id: string; readonly name: string }>(
  { store, note }: RequestContext,
  kind: string,
  { find, remove }: Deletion<Item>,
): Promise<{ deleted: string[] }> {
  const gone = await store.write(async (tx) => {
    const found = []
    for (const item of await find(tx)) {
      const parts = await partsOf(tx, kind, item)
      if (await remove(tx, item)) found.push({ id: item.id, subjects: [{ kind, id: item.id, name: item.name }, ...parts] })
    }
    return found
  })
  for (const { subjects } of gone) for (const subject of subjects) note(subject)
  return { deleted: gone.map(({ id }) => id) }
}

/** What a call for this object alone would have answered. */
function reasonOf({ log }: RequestContext, error: unknown, operation: string): string {
  const { body } = answerOf(error, log, operation)
  const said = typeof body === 'object' && body !== null ? Object.values(body)[0] : undefined
  return typeof said === 'string' ? said : JSON.stringify(body)
}
