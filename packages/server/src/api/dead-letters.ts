import type { deadLetterRoutes, Handlers } from '@millrace/protocol'
import { putBack } from '../automations/set-aside.ts'
import type { RequestContext } from '../http/request-context.ts'
import { listDeadLetters, takeDeadLetter } from '../store/queries/dead-letters.ts'
import type { DeadLetterRow } from '../store/schema.ts'
import type { Transaction } from '../store/store.ts'
import { NotFound } from './errors.ts'

/** Handlers of what automations could not do in the end. */
export const deadLetterHandlers: Handlers<typeof deadLetterRoutes, RequestContext> = {
  async filter({ store }, { body: { kind, automation_id: automationId, limit, offset } }) {
    const { count, rows } = await store.read((queries) => listDeadLetters(queries, { kind, automationId, limit, offset }))
    return { count, dead_letters: rows }
  },

  async retry({ store, clock }, { params }) {
    await store.write(async (tx) => putBack(tx, await taken(tx, params.id), clock.now()))
  },

  async drop({ store }, { params }) {
    await store.write((tx) => taken(tx, params.id))
  },
}

async function taken(tx: Transaction, id: string): Promise<DeadLetterRow> {
  const row = await takeDeadLetter(tx, id)
  if (row === undefined) throw new NotFound(`Dead letter with id ${id} not found: it was tried anew or dropped already.`)
  return row
}
