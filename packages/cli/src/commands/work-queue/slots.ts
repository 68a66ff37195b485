import type { DefineCommand } from '../../command.ts'
import { findQueue } from '../../lookups/work-queues.ts'
import { format } from '../../options/format.ts'
import { holderCells, slotWords } from '../../output/slots.ts'

/** `millrace work-queue slots`: which runs hold the slots of a queue. */
export const slots: DefineCommand = (command, { output, client }) =>
  command
    .argument('<name>', 'name or id of the queue')
    .option('-p, --pool <name>', 'the work pool it is in')
    .addOption(format())
    .action(async (name, { pool, output: form }) => {
      const opened = await client()
      const queue = await findQueue(opened, name, pool)
      const read = async (page: number) => await opened.slotHolders.ofQueue({ params: { id: queue.id }, body: { page } })
      const first = await read(1)
      const runs = [...first.flow_runs]
      for (let page = 2; page <= first.pages; page += 1) runs.push(...(await read(page)).flow_runs)
      if (form === 'json') return output.json({ ...first, flow_runs: runs, page: 1, pages: 1, count: runs.length, limit: runs.length })
      output.line(
        `Work queue '${queue.name}' in work pool '${queue.work_pool_name ?? ''}': ${slotWords(first.active_slots, first.concurrency_limit)}`,
      )
      if (runs.length === 0) return output.line('No flow run holds a slot.')
      await output.table({ title: 'Who Holds Slots', columns: ['Flow Run', 'ID', 'State', 'For'], rows: runs.map(holderCells) })
    })
