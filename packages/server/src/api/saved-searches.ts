import { type Handlers, Reply, type savedSearchRoutes } from '@millrace/protocol'
import { newId } from '../orchestration/chance.ts'
import type { RequestContext } from '../http/request-context.ts'
import { deleteSavedSearch, listSavedSearches, readSavedSearch, upsertSavedSearch } from '../store/queries/saved-searches.ts'
import { NotFound } from './errors.ts'
import { sliceOf } from './page.ts'

const ABSENT = 'Saved search not found'

/** Handlers of the routes of saved searches. A saved search's row is its answer. */
export const savedSearchHandlers: Handlers<typeof savedSearchRoutes, RequestContext> = {
  async create({ store, clock }, { body }) {
    const now = clock.now()
    const id = newId()
    const row = await store.write((tx) => upsertSavedSearch(tx, { id, created: now, updated: now, ...body }))
    return new Reply(row.id === id ? 201 : 200, row)
  },

  async read({ store }, { params }) {
    const search = await store.read((queries) => readSavedSearch(queries, params.id))
    if (search === undefined) throw new NotFound(ABSENT)
    return search
  },

  filter: (context, { body }) => context.store.read((queries) => listSavedSearches(queries, sliceOf(context, body))),

  async delete({ store }, { params }) {
    if (!(await store.write((tx) => deleteSavedSearch(tx, params.id)))) throw new NotFound(ABSENT)
    return undefined
  },
}
