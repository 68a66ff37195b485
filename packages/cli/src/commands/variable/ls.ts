import type { DefineCommand } from '../../command.ts'
import { readPages } from '../../lookups/pages.ts'
import { format } from '../../options/format.ts'
import { wholeNumber } from '../../options/parsers.ts'
import { relativeTime } from '../../output/times.ts'

/** `millrace variable ls` */
export const ls: DefineCommand = (command, { output, client }) =>
  command
    .option('--limit <count>', 'show at most this many', wholeNumber(1), 100)
    .addOption(format())
    .action(async ({ limit, output: form }) => {
      const { variables } = await client()
      const found = await readPages(async (page) => await variables.filter({ body: page }), limit)
      if (form === 'json') return output.json(found)
      await output.table({
        title: 'Variables',
        columns: ['Name', 'Value', 'Created', 'Updated'],
        rows: found.map(({ name, value, created, updated }) => [name, JSON.stringify(value), relativeTime(created), relativeTime(updated)]),
      })
    })
