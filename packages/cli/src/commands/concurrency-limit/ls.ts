import type { DefineCommand } from '../../command.ts'
import { format } from '../../options/format.ts'
import { wholeNumber } from '../../options/parsers.ts'
import { readPages } from '../../lookups/pages.ts'

/** `millrace concurrency-limit ls` */
export const ls: DefineCommand = (command, { output, client }) =>
  command
    .option('--limit <count>', 'show at most this many', wholeNumber(1), 15)
    .option('--offset <count>', 'leave out this many first', wholeNumber(0), 0)
    .addOption(format())
    .action(async ({ limit: most, offset, output: form }) => {
      const { concurrencyLimits } = await client()
      const found = await readPages(
        async (page) => await concurrencyLimits.filter({ body: { limit: page.limit, offset: page.offset + offset } }),
        most,
      )
      const limits = found.toSorted((a, b) => (b.updated ?? '').localeCompare(a.updated ?? ''))
      if (form === 'json') return output.json(limits)
      await output.table({
        title: 'Concurrency Limits',
        columns: ['Tag', 'ID', 'Concurrency Limit', 'Active Task Runs'],
        rows: limits.map(({ tag, id, concurrency_limit: limit, active_slots: slots }) => [tag, id, String(limit), String(slots.length)]),
      })
    })
