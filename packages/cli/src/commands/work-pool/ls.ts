import type { DefineCommand } from '../../command.ts'
import { readPages } from '../../lookups/pages.ts'
import { format } from '../../options/format.ts'

/** `millrace work-pool ls` */
export const ls: DefineCommand = (command, { output, client }) =>
  command
    .option('-v, --verbose', 'show descriptions and limits of slots too')
    .addOption(format())
    .action(async ({ verbose, output: form }) => {
      const { workPools } = await client()
      const pools = await readPages(async (page) => await workPools.filter({ body: page }))
      if (form === 'json') return output.json(pools)
      const sorted = pools.toSorted((a, b) => a.name.localeCompare(b.name))
      await output.table({
        title: 'Work Pools',
        columns: ['Name', 'Type', 'Status', 'ID', 'Concurrency Limit', ...(verbose ? ['Active Slots', 'Description'] : [])],
        rows: sorted.map((pool) => [
          pool.is_paused ? `${pool.name} (**)` : pool.name,
          pool.type,
          pool.status ?? '',
          pool.id,
          pool.concurrency_limit === null ? 'None' : String(pool.concurrency_limit),
          ...(verbose ? [String(pool.active_slots ?? 0), pool.description ?? ''] : []),
        ]),
      })
      if (pools.some((pool) => pool.is_paused)) output.line({ text: '(**) denotes a paused pool', style: 'gray' })
    })
