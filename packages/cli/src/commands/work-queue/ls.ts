import type { DefineCommand } from '../../command.ts'
import { readPages } from '../../lookups/pages.ts'
import { listQueues } from '../../lookups/work-queues.ts'
import { format } from '../../options/format.ts'

/** `millrace work-queue ls` */
export const ls: DefineCommand = (command, { output, client }) =>
  command
    .option('-p, --pool <name>', 'only queues of this work pool')
    .option('-m, --match <text>', 'only queues whose name begins with this')
    .option('-v, --verbose', 'show when they were polled last, and tags')
    .addOption(format())
    .action(async ({ pool, match, verbose, output: form }) => {
      const opened = await client()
      const all =
        pool === undefined
          ? await readPages(async (page) => await opened.workQueues.filter({ body: page }))
          : await listQueues(opened, pool)
      const queues = all
        .filter(({ name }) => match === undefined || name.startsWith(match))
        .toSorted((a, b) => (a.work_pool_name ?? '').localeCompare(b.work_pool_name ?? '') || a.priority - b.priority)
      if (form === 'json') return output.json(queues)
      await output.table({
        title: pool === undefined ? 'Work Queues' : `Work Queues in Work Pool '${pool}'`,
        columns: ['Name', 'Pool', 'Priority', 'Status', 'ID', 'Concurrency Limit', ...(verbose ? ['Last Polled', 'Tags'] : [])],
        rows: queues.map((queue) => [
          queue.is_paused ? `${queue.name} (**)` : queue.name,
          queue.work_pool_name ?? '',
          String(queue.priority),
          queue.status ?? '',
          queue.id,
          queue.concurrency_limit === null ? 'None' : String(queue.concurrency_limit),
          ...(verbose ? [queue.last_polled ?? '', queue.filter?.tags?.join(', ') ?? ''] : []),
        ]),
      })
      if (queues.some((queue) => queue.is_paused)) output.line({ text: '(**) denotes a paused queue', style: 'gray' })
    })
