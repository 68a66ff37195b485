import { type flowRoutes, type Handlers, Reply } from '@millrace/protocol'
import { flowChanged } from '../events/changes/flow.ts'
import { tell } from '../events/tell.ts'
import type { RequestContext } from '../http/request-context.ts'
import { newId } from '../orchestration/chance.ts'
import { countFlows, deleteFlow, insertOrReadFlow, listFlows, readFlow, readFlowByName, updateFlow } from '../store/queries/flows.ts'
import { NotFound } from './errors.ts'
import { pageAnswer, pageSliceOf, sliceOf } from './page.ts'

const ABSENT = 'Flow not found'

/** Handlers of the flow routes. A flow's row is its answer. */
export const flowHandlers: Handlers<typeof flowRoutes, RequestContext> = {
  async create(context, { body }) {
    const now = context.clock.now()
    const row = { id: newId(), created: now, updated: now, name: body.name, tags: body.tags, labels: body.labels ?? {} }
    const { flow, created } = await context.store.write(async (tx) => {
      const result = await insertOrReadFlow(tx, row)
      if (result.created) await tell(context, tx, [flowChanged('created', result.flow)])
      return result
    })
    return new Reply(created ? 201 : 200, flow)
  },

  async read({ store }, { params }) {
    const flow = await store.read((queries) => readFlow(queries, params.id))
    if (flow === undefined) throw new NotFound(ABSENT)
    return flow
  },

  async readByName({ store }, { params }) {
    const flow = await store.read((queries) => readFlowByName(queries, params.name))
    if (flow === undefined) throw new NotFound(ABSENT)
    return flow
  },

  async update(context, { params, body }) {
    const changes = body.tags === undefined ? {} : { tags: body.tags }
    await context.store.write(async (tx) => {
      const flow = await updateFlow(tx, params.id, changes, context.clock.now())
      if (flow === undefined) throw new NotFound(ABSENT)
      await tell(context, tx, [flowChanged('updated', flow)])
    })
    return undefined
  },

  async delete(context, { params }) {
    await context.store.write(async (tx) => {
      const flow = await readFlow(tx, params.id)
      if (flow === undefined || !(await deleteFlow(tx, params.id))) throw new NotFound(ABSENT)
      await tell(context, tx, [flowChanged('deleted', flow)])
    })
    return undefined
  },

  filter: (context, { body }) =>
    context.store.read((queries) => listFlows(queries, { filters: body, sort: body.sort, ...sliceOf(context, body) })),

  async paginate(context, { body }) {
    const slice = pageSliceOf(context, body)
    return await context.store.read(async (queries) =>
      pageAnswer(await listFlows(queries, { filters: body, sort: body.sort, ...slice }), await countFlows(queries, body), body.page, slice),
    )
  },

  count: ({ store }, { body }) => store.read((queries) => countFlows(queries, body)),
}
