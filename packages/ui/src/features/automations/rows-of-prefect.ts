import type { ReplyOf, serverViewRoutes } from '@millrace/protocol'
import { api } from '../../api/api.ts'
import { serverNow } from '../../time/server-clock.ts'
import { idsOf, namesOf } from './names.ts'

export type AutomationRows = ReplyOf<typeof serverViewRoutes.automationRows>

/** Milliseconds. */
export const WEEK = 7 * 86_400_000

/** What the list of automations shows, of a server of Prefect, which is asked for each part. */
export async function automationRowsOfPrefect(signal: AbortSignal): Promise<AutomationRows> {
  const since = new Date(serverNow() - WEEK).toISOString()
  const [automations, counts] = await Promise.all([
    api.automations.filter({ body: {}, signal }),
    api.events.countBy({
      params: { countable: 'resource' },
      body: { filter: { event: { name: ['prefect.automation.triggered'] }, occurred: { since } } },
      signal,
    }),
  ])
  const countOf = new Map(counts.map((count) => [count.value, count]))
  const names = await namesOf(idsOf(automations), signal)
  return {
    rows: automations.map((automation) => {
      const { count = 0, end_time: last = null } = countOf.get(`prefect.automation.${automation.id}`) ?? {}
      return { ...automation, fired: count, last_fired: last }
    }),
    names: Object.fromEntries(names),
  }
}
