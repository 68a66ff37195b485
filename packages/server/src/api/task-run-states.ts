import type { Handlers, taskRunStateRoutes } from '@millrace/protocol'
import type { RequestContext } from '../http/request-context.ts'
import { listTaskRunStates, readTaskRunState } from '../store/queries/task-run-states.ts'
import { NotFound } from './errors.ts'
import { presentStateRow } from './present-state.ts'

/** Handlers of the routes of task runs' histories. */
export const taskRunStateHandlers: Handlers<typeof taskRunStateRoutes, RequestContext> = {
  async list({ store }, { query }) {
    const states = await store.read((queries) => listTaskRunStates(queries, query.task_run_id))
    return states.map(presentStateRow)
  },

  async read({ store }, { params }) {
    const state = await store.read((queries) => readTaskRunState(queries, params.id))
    // Prefect's own words, which say "flow run" here too.
    if (state === undefined) throw new NotFound('Flow run state not found')
    return presentStateRow(state)
  },
}
