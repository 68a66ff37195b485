import type { DefineCommand } from '../../command.ts'
import { readPages } from '../../lookups/pages.ts'
import { format } from '../../options/format.ts'
import { relativeTime } from '../../output/times.ts'

/** `millrace global-concurrency-limit ls` */
export const ls: DefineCommand = (command, { output, client }) =>
  command.addOption(format()).action(async ({ output: form }) => {
    const { concurrencyLimitsV2 } = await client()
    const found = await readPages(async (page) => await concurrencyLimitsV2.filter({ body: page }))
    const limits = found.toSorted((a, b) => a.name.localeCompare(b.name))
    if (form === 'json') return output.json(limits)
    await output.table({
      title: 'Global Concurrency Limits',
      columns: ['ID', 'Name', 'Active', 'Limit', 'Active Slots', 'Slot Decay Per Second', 'Created', 'Updated'],
      rows: limits.map((each) => [
        each.id,
        each.name,
        each.active ? { text: 'yes', style: 'green' } : { text: 'no', style: 'gray' },
        String(each.limit),
        String(each.active_slots),
        String(each.slot_decay_per_second),
        relativeTime(each.created),
        relativeTime(each.updated),
      ]),
    })
  })
