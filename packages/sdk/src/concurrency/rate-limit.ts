import { currentSession } from '../connection/session.ts'
import { checkedNames, checkFound, type SlotOptions, takeSlots } from './take-slots.ts'

const PATH = '/v2/concurrency_limits/increment'

/**
 * Waits until so many slots of limits that come free by themselves (with a slot decay) are taken, and goes on:
 * `await rateLimit('api')` before each call of an API.
 *
 * @throws SlotsTimedOut after `timeoutSeconds`.
 */
export async function rateLimit(names: string | readonly string[], slots = 1, options: SlotOptions = {}): Promise<void> {
  const session = await currentSession()
  const wanted = { ...options, names: checkedNames(names, slots), slots, path: PATH, body: { mode: 'rate_limit' } }
  checkFound(session, wanted, await takeSlots<readonly { name: string }[]>(session, wanted))
}
