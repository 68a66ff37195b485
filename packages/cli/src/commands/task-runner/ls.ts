import type { DefineCommand } from '../../command.ts'
import { CommandFailure } from '../../errors.ts'
import { redisPackage } from '../../lookups/redis-package.ts'
import { format } from '../../options/format.ts'

/** `millrace task-runner ls` */
export const ls: DefineCommand = (command, { output }) =>
  command
    .requiredOption('--redis <url>', 'Redis that flows with distributed({ redis }) use, as redis://host:6379')
    .option('-q, --queue <name>', 'queue to look at', 'default')
    .addOption(format())
    .action(async ({ redis, queue, output: form }) => {
      const { overview } = await redisPackage()
      const found = await overview(redis, queue).catch((error: unknown) => {
        throw new CommandFailure(`Redis is not to be had: ${error instanceof Error ? error.message : String(error)}`)
      })
      if (form === 'json') return output.json(found)
      await output.table({
        title: `Nodes of queue '${queue}'`,
        columns: ['Name', 'Host', 'Process', 'Labels', 'Tasks', 'Status'],
        rows: found.nodes.map((node) => [
          node.name,
          node.host,
          String(node.pid),
          node.labels.join(', '),
          `${node.calls.length} of ${node.concurrency}`,
          node.state,
        ]),
      })
      await output.table({
        title: 'Tasks',
        columns: ['Labels', 'Waiting', 'Running', 'List in Redis'],
        rows: found.backlog.map(({ labels, waiting, active, key }) => [labels.join(', '), String(waiting), String(active), key]),
      })
    })
