import type { DefineCommand } from '../../command.ts'
import { readPages } from '../../lookups/pages.ts'
import { format } from '../../options/format.ts'
import { wholeNumber } from '../../options/parsers.ts'
import { relativeTime } from '../../output/times.ts'

/** `millrace flow ls` */
export const ls: DefineCommand = (command, { output, client }) =>
  command
    .option('--limit <count>', 'show at most this many', wholeNumber(1), 15)
    .addOption(format())
    .action(async ({ limit, output: form }) => {
      const { flows } = await client()
      const found = await readPages(async (page) => await flows.filter({ body: { ...page, sort: 'CREATED_DESC' } }), limit)
      if (form === 'json') return output.json(found)
      await output.table({
        title: 'Flows',
        columns: ['ID', 'Name', 'Created'],
        rows: found.map(({ id, name, created }) => [id, name, relativeTime(created)]),
      })
    })
