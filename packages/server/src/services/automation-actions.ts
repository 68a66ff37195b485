import { addSeconds } from '@millrace/protocol'
import { doAction } from '../automations/actions/do-action.ts'
import type { Dispatcher } from '../http/dispatcher.ts'
import { claimActions, hasDueActions, renewActions } from '../store/queries/automation-actions.ts'
import type { AutomationActionRow } from '../store/schema.ts'
import type { Service, Turn } from './service.ts'

/** Seconds after which another server may do what this one has claimed, unless it has renewed the claim by then. */
const LEASE = 30
const RENEWAL = 8

/** Actions that are done at the same time: those that stay within the server, and those that wait for others. */
const AT_ONCE = { inward: 8, outward: 32 }

/**
 * Does what automations ask for. Actions that call other services have places of their own, so that one which is slow to answer holds up
 * neither events nor the other actions.
 */
export const createAutomationActions = (dispatcher: Dispatcher): Service[] => [
  lane(dispatcher, { name: 'automation-actions', outward: false, limit: AT_ONCE.inward }),
  lane(dispatcher, { name: 'automation-calls', outward: true, limit: AT_ONCE.outward }),
]

interface Lane {
  readonly name: string
  readonly outward: boolean
  readonly limit: number
}

function lane(dispatcher: Dispatcher, { name, outward, limit }: Lane): Service {
  const underWay = new Map<AutomationActionRow, Promise<void>>()
  let renewed = ''
  let wakeUp = (): void => undefined

  async function claim({ store, clock }: Turn): Promise<AutomationActionRow[]> {
    const now = clock.now()
    // Most turns find nothing, and a read holds up nobody.
    if (!(await store.read((queries) => hasDueActions(queries, { outward, now })))) return []
    return await store.write((tx) => claimActions(tx, { outward, now, until: addSeconds(now, LEASE), limit: limit - underWay.size }))
  }

  /** Says that what is under way goes on. A process that stands still does not, and another does its actions. */
  async function renew({ store, clock }: Turn): Promise<void> {
    const now = clock.now()
    if (underWay.size === 0 || (renewed !== '' && now < addSeconds(renewed, RENEWAL))) return
    renewed = now
    await store.write((tx) => renewActions(tx, [...underWay.keys()], addSeconds(now, LEASE)))
  }

  return {
    name,
    everySeconds: 1,
    listen({ bus }, wake) {
      wakeUp = wake
      return bus.subscribe((events) => {
        if (events.some(({ event }) => event.startsWith('prefect.automation.'))) wake()
      })
    },
    async runOnce(turn) {
      await renew(turn)
      while (underWay.size < limit && !turn.signal.aborted) {
        const claimed = await claim(turn)
        if (claimed.length === 0) return
        for (const row of claimed) {
          const doing = doAction({ ...turn, dispatcher }, row)
            .catch((error: unknown) => turn.log.error({ action: row.id, err: error }, 'what came of an action could not be written'))
            .finally(() => {
              underWay.delete(row)
              wakeUp()
            })
          underWay.set(row, doing)
        }
      }
    },
    end: () => Promise.all(underWay.values()),
  }
}
