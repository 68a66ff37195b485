import { createAgent } from '@millrace/worker'
import type { DefineCommand } from '../../command.ts'
import { WrongUsage } from '../../errors.ts'
import { collect, number, wholeNumber } from '../../options/parsers.ts'
import { childApiUrl } from '../../runs/child-api-url.ts'
import { runWorker } from '../../runs/run-worker.ts'

/** `millrace agent start` */
export const start: DefineCommand = (command, context) =>
  command
    .argument('[work-queue]', 'a work queue to poll; made if it does not exist')
    .option('-q, --work-queue <name>', 'a work queue to poll, may be given several times', collect, [])
    .option('-m, --match <text>', 'poll the queues whose names begin with this, may be given several times', collect, [])
    .option('-p, --pool <name>', 'the work pool of the queues (default: default-agent-pool)')
    .option('-t, --tag <tag>', 'deprecated: poll a queue that takes runs with these tags', collect, [])
    .option('-l, --limit <count>', 'most flow runs at once', wholeNumber(1))
    .option('--prefetch-seconds <seconds>', 'how long before its time a run may be claimed', number)
    .option('--run-once', 'stop after one look for due runs, once they are over')
    .option('--hide-welcome', 'taken for compatibility')
    .option('--api <url>', 'the API to talk to')
    .action(async (argument, options) => {
      const queues = argument === undefined ? options.workQueue : [argument, ...options.workQueue]
      if (queues.length + options.match.length + options.tag.length === 0 && options.pool === undefined) {
        throw new WrongUsage('No work queues provided! Name one with -q, the beginning of names with -m, or tags with -t.')
      }
      const settings = await context.settings(options.api === undefined ? {} : { 'api.url': options.api })
      const client = await context.client()
      await runWorker(
        (log) =>
          createAgent({
            client,
            settings,
            apiUrl: childApiUrl(client),
            queues: queues.length + options.match.length + options.tag.length === 0 ? ['default'] : queues,
            prefixes: options.match,
            tags: options.tag,
            pool: options.pool,
            limit: options.limit,
            prefetchSeconds: options.prefetchSeconds,
            runOnce: options.runOnce,
            log,
            onOutput: (line, stream) => (stream === 'stdout' ? context.output.line(line) : context.output.note(line)),
          }),
        context,
      )
    })
