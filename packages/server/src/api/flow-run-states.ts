import type { flowRunStateRoutes, Handlers } from '@millrace/protocol'
import type { RequestContext } from '../http/request-context.ts'
import { listFlowRunStates, readFlowRunState } from '../store/queries/flow-run-states.ts'
import { NotFound } from './errors.ts'
import { presentStateRow } from './present-state.ts'

/** Handlers of the routes of flow runs' histories. */
export const flowRunStateHandlers: Handlers<typeof flowRunStateRoutes, RequestContext> = {
  async list({ store }, { query }) {
    const states = await store.read((queries) => listFlowRunStates(queries, query.flow_run_id))
    return states.map(presentStateRow)
  },

  async read({ store }, { params }) {
    const state = await store.read((queries) => readFlowRunState(queries, params.id))
    if (state === undefined) throw new NotFound('Flow run state not found')
    return presentStateRow(state)
  },
}
