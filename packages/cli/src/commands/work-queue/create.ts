import { DEFAULT_AGENT_POOL } from '@millrace/protocol'
import type { DefineCommand } from '../../command.ts'
import { CommandFailure } from '../../errors.ts'
import { ifThere } from '../../lookups/missing.ts'
import { findPool } from '../../lookups/work-queues.ts'
import { format } from '../../options/format.ts'
import { collect, wholeNumber } from '../../options/parsers.ts'

/** `millrace work-queue create` */
export const create: DefineCommand = (command, { output, client }) =>
  command
    .argument('<name>', 'name of the queue')
    .option('-p, --pool <name>', `the work pool it is in (default: ${DEFAULT_AGENT_POOL})`)
    .option('-l, --limit <count>', 'most flow runs of the queue at once', wholeNumber(0))
    .option('-q, --priority <number>', '1 is served first', wholeNumber(1))
    .option('-t, --tag <tag>', 'deprecated: take runs with these tags', collect, [])
    .addOption(format())
    .action(async (name, { pool, limit, priority, tag, output: form }) => {
      const opened = await client()
      const body = {
        name,
        ...(limit === undefined ? {} : { concurrency_limit: limit }),
        ...(priority === undefined ? {} : { priority }),
        ...(tag.length === 0 ? {} : { filter: { tags: [...tag] } }),
      }
      const where = pool ?? DEFAULT_AGENT_POOL
      if (pool !== undefined) await findPool(opened, pool)
      const existing = await ifThere(opened.workPools.readQueue({ params: { work_pool_name: where, name } }))
      if (existing !== undefined) throw new CommandFailure(`Work queue with name '${name}' already exists in work pool '${where}'.`)
      const queue =
        pool === undefined
          ? await opened.workQueues.create({ body })
          : await opened.workPools.createQueue({ params: { work_pool_name: pool }, body })
      if (form === 'json') return output.json(queue)
      output.line({ text: `Created work queue '${name}' in work pool '${queue.work_pool_name ?? where}'.`, style: 'green' })
      output.line(
        pool === undefined
          ? `Start an agent for it with: millrace agent start -q '${name}'`
          : `Start a worker for it with: millrace worker start --pool '${pool}' --work-queue '${name}'`,
      )
    })
