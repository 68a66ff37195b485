import { createPoolWorker, type PoolWorkerOptions } from '@millrace/worker'
import { Option } from '@commander-js/extra-typings'
import type { DefineCommand } from '../../command.ts'
import { WrongUsage } from '../../errors.ts'
import { readBaseJobTemplate } from '../../lookups/base-job-template.ts'
import { collect, number, wholeNumber } from '../../options/parsers.ts'
import { installPackage, installPlace } from '../../packages/install-package.ts'
import { INSTALL_POLICIES, withPackage } from '../../packages/with-package.ts'
import { childApiUrl } from '../../runs/child-api-url.ts'
import { runWorker } from '../../runs/run-worker.ts'

/** `millrace worker start` */
export const start: DefineCommand = (command, context) =>
  command
    .option('-p, --pool <name>', 'work pool to poll; made if it does not exist')
    .option('-n, --name <name>', 'name of the worker (default: one of host and process)')
    .option('-q, --work-queue <name>', 'only this queue of the pool, may be given several times', collect, [])
    .option('-t, --type <type>', 'type of the worker (default: that of the pool, or process)')
    .option('-l, --limit <count>', 'most flow runs at once', wholeNumber(1))
    .option('--prefetch-seconds <seconds>', 'how long before its time a run may be claimed', number)
    .option('--run-once', 'stop after one look for due runs, once they are over')
    .option('--with-healthcheck', 'answer /health and /metrics (MILLRACE_WORKER_WEBSERVER_HOST and _PORT)')
    .addOption(
      new Option('--install-policy <policy>', 'what becomes of the package that the type of the pool needs')
        .choices(INSTALL_POLICIES)
        .default('prompt' as const),
    )
    .option('--base-job-template <file>', 'JSON file of the base job template for a pool that is made')
    .option('--create-pool-if-not-found', 'make the pool if it does not exist (default)')
    .option('--no-create-pool-if-not-found', 'fail if the pool does not exist')
    .action(async (options) => {
      const { io } = context
      const settings = await context.settings()
      const pool = options.pool ?? settings.defaultWorkPoolName
      if (pool === null) throw new WrongUsage('Expected a work pool: --pool NAME.')
      const baseJobTemplate = options.baseJobTemplate === undefined ? undefined : await readBaseJobTemplate(io.cwd, options.baseJobTemplate)
      const client = await context.client()
      const installing = {
        policy: options.installPolicy,
        prompts: context.prompts(),
        install: (name: string) => installPackage(name, installPlace(io.cwd)),
      }
      await runWorker(
        (log, hooks) =>
          withPackage(
            () =>
              createPoolWorker({
                client,
                settings,
                apiUrl: childApiUrl(client),
                pool,
                name: options.name,
                type: options.type,
                queues: options.workQueue,
                limit: options.limit,
                prefetchSeconds: options.prefetchSeconds,
                runOnce: options.runOnce,
                createPool: options.createPoolIfNotFound,
                baseJobTemplate: baseJobTemplate as PoolWorkerOptions['baseJobTemplate'],
                log,
                onOutput: (line, stream) => (stream === 'stdout' ? context.output.line(line) : context.output.note(line)),
                ...hooks,
              }),
            installing,
          ),
        context,
        { withHealth: options.withHealthcheck === true },
      )
    })
