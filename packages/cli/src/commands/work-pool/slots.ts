import type { DefineCommand } from '../../command.ts'
import { findPool } from '../../lookups/work-queues.ts'
import { format } from '../../options/format.ts'
import { holderCells, slotWords } from '../../output/slots.ts'

/** How many runs of each queue are named; their count is given whole. */
const NAMED = 200

/** `millrace work-pool slots`: which runs hold the slots of a pool. */
export const slots: DefineCommand = (command, { output, client }) =>
  command
    .argument('<name>', 'the work pool')
    .addOption(format())
    .action(async (name, { output: form }) => {
      const opened = await client()
      await findPool(opened, name)
      const read = async (page: number) => await opened.slotHolders.ofPool({ params: { name }, body: { page, flow_run_limit: NAMED } })
      const first = await read(1)
      const queues = [...first.queues]
      for (let page = 2; page <= first.pages; page += 1) queues.push(...(await read(page)).queues)
      if (form === 'json') return output.json({ ...first, queues, page: 1, pages: 1, count: queues.length, limit: queues.length })
      output.line(`Work pool '${name}': ${slotWords(first.active_slots, first.concurrency_limit)}`)
      for (const queue of queues) {
        if (queue.active_slots === 0 && queue.concurrency_limit === null) continue
        output.line(`  Queue '${queue.queue_name}': ${slotWords(queue.active_slots, queue.concurrency_limit)}`)
      }
      const rows = queues.flatMap((queue) => queue.flow_runs.map((run) => [queue.queue_name, ...holderCells(run)]))
      if (rows.length === 0) return output.line('No flow run holds a slot.')
      await output.table({ title: 'Who Holds Slots', columns: ['Queue', 'Flow Run', 'ID', 'State', 'For'], rows })
      const more = queues.reduce((sum, queue) => sum + queue.flow_run_count - queue.flow_runs.length, 0)
      if (more > 0) output.line({ text: `and ${more} more`, style: 'gray' })
    })
