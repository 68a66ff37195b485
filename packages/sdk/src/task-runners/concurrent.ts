import { Slots } from '../calls/slots.ts'
import { DefinitionError } from '../errors.ts'
import type { OpenTaskRunner, TaskRunner } from './task-runner.ts'

/** Runs tasks at the same time on the event loop, at most `limit` of them (default: all). */
export function concurrent({ limit = Number.POSITIVE_INFINITY }: { readonly limit?: number } = {}): TaskRunner {
  if (!(limit >= 1)) throw new DefinitionError(`expected \`limit\` of concurrent() to be a positive number, got ${limit}`)
  return { name: 'concurrent', open: () => ({ submit: limit === Number.POSITIVE_INFINITY ? begunAtOnce : gate(limit) }) }
}

const begunAtOnce: OpenTaskRunner['submit'] = (job) => job()

/** Most task runs of a flow run that are under way or wait for a place, an earlier task or a retry; others are not begun yet. */
export const MOST_BEGUN = 1000

/** Lets `limit` jobs through at a time, first come first served. */
export function gate(limit: number): OpenTaskRunner['submit'] {
  const slots = new Slots(limit)
  return async (job) => {
    await slots.enter()
    try {
      return await job()
    } finally {
      slots.leave()
    }
  }
}
