import type { WorkQueue } from '@millrace/protocol'
import type { DefineCommand } from '../../command.ts'
import type { Context } from '../../context.ts'
import { CommandFailure } from '../../errors.ts'
import { findQueue } from '../../lookups/work-queues.ts'
import { wholeNumber } from '../../options/parsers.ts'

interface Change {
  readonly is_paused?: boolean
  readonly concurrency_limit?: number | null
}

async function change(
  { client, output }: Context,
  name: string,
  pool: string | undefined,
  body: Change,
  done: (queue: WorkQueue) => string,
): Promise<void> {
  const opened = await client()
  const queue = await findQueue(opened, name, pool)
  await opened.workQueues.update({ params: { id: queue.id }, body })
  output.line({ text: done(queue), style: 'green' })
}

const place = ({ name, work_pool_name: pool }: WorkQueue): string => `work queue '${name}' in work pool '${pool ?? ''}'`

/** `millrace work-queue pause` */
export const pause: DefineCommand = (command, context) =>
  command
    .argument('<name>', 'name or id of the queue')
    .option('-p, --pool <name>', 'the work pool it is in')
    .option('-y, --yes', 'taken for compatibility')
    .action(async (name, { pool }) => {
      await change(context, name, pool, { is_paused: true }, (queue) => `Paused ${place(queue)}`)
    })

/** `millrace work-queue resume` */
export const resume: DefineCommand = (command, context) =>
  command
    .argument('<name>', 'name or id of the queue')
    .option('-p, --pool <name>', 'the work pool it is in')
    .action(async (name, { pool }) => {
      await change(context, name, pool, { is_paused: false }, (queue) => `Resumed ${place(queue)}`)
    })

/** `millrace work-queue set-concurrency-limit` */
export const setConcurrencyLimit: DefineCommand = (command, context) =>
  command
    .argument('<name>', 'name or id of the queue')
    .argument('<limit>', 'most flow runs of the queue at once', wholeNumber(0))
    .option('-p, --pool <name>', 'the work pool it is in')
    .action(async (name, limit, { pool }) => {
      await change(context, name, pool, { concurrency_limit: limit }, (queue) => `Concurrency limit of ${limit} set on ${place(queue)}`)
    })

/** `millrace work-queue clear-concurrency-limit` */
export const clearConcurrencyLimit: DefineCommand = (command, context) =>
  command
    .argument('<name>', 'name or id of the queue')
    .option('-p, --pool <name>', 'the work pool it is in')
    .action(async (name, { pool }) => {
      await change(context, name, pool, { concurrency_limit: null }, (queue) => `Concurrency limits removed on ${place(queue)}`)
    })

/** `millrace work-queue delete` */
export const remove: DefineCommand = (command, { client, output, io }) =>
  command
    .argument('<name>', 'name or id of the queue')
    .option('-p, --pool <name>', 'the work pool it is in')
    .option('-y, --yes', 'do not ask')
    .action(async (name, { pool, yes }) => {
      const opened = await client()
      const queue = await findQueue(opened, name, pool)
      if (!yes && !(await io.confirm(`Delete ${place(queue)}?`))) throw new CommandFailure('Nothing was deleted.')
      await opened.workQueues.delete({ params: { id: queue.id } })
      output.line({ text: `Successfully deleted ${place(queue)}`, style: 'green' })
    })
