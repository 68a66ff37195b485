import { existsSync, statSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import { createSession, defaultResultPlan } from '@millrace/sdk/calls'
import type { DefineCommand } from '../../command.ts'
import { CommandFailure } from '../../errors.ts'
import { redisPackage } from '../../lookups/redis-package.ts'
import { collect, number, wholeNumber } from '../../options/parsers.ts'
import { commandLog } from '../../runs/command-log.ts'

/** `millrace task-runner start` */
export const start: DefineCommand = (command, context) =>
  command
    .requiredOption('--redis <url>', 'Redis that flows with distributed({ redis }) use, as redis://host:6379')
    .option('-q, --queue <name>', 'queue to take tasks from', 'default')
    .option('-l, --label <label>', 'label that tasks may ask for, may be given several times', collect, [])
    .option('-c, --concurrency <count>', 'most tasks at once (default: as many as there are processors)', wholeNumber(1))
    .option('-n, --name <name>', 'name of the node (default: one of host and process)')
    .option('--path <folder>', "folder that has the flows' code (default: this one)")
    .option('--processes', 'run each task in a process instead of a thread')
    .option('--memory <megabytes>', 'most memory for the JavaScript objects of each task', wholeNumber(16))
    .option('--lost-after <seconds>', 'seconds without a sign of life after which the tasks of a node run elsewhere', number, 10)
    .action(async (options) => {
      const { io, output } = context
      const { TaskNode } = await redisPackage()
      const directory = enter(resolve(io.cwd, options.path ?? '.'))
      const settings = await context.settings()
      const session = createSession(await context.client(), settings)
      const concurrency = options.concurrency ?? availableParallelism()
      const node = new TaskNode({
        redis: options.redis,
        queue: options.queue,
        labels: options.label,
        concurrency,
        runtime: options.processes === true ? 'child_process' : 'worker_threads',
        name: options.name,
        directory,
        lostAfterSeconds: options.lostAfter,
        memoryMegabytes: options.memory,
        session,
        plan: defaultResultPlan(settings),
        log: commandLog(output, settings.logging.level === 'DEBUG'),
      })
      const stop = (): void => {
        output.line(node.active === 0 ? 'Stopping.' : `Stopping after ${node.active} tasks; once more to give them up now.`)
        node.stop()
      }
      const signal = io.interrupted()
      signal.addEventListener('abort', stop, { once: true })
      try {
        await node.run()
        await session.flush()
      } finally {
        signal.removeEventListener('abort', stop)
      }
    })

/** The code of flows expects to be in its folder, as in the process of a flow run. */
function enter(folder: string): string {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) throw new CommandFailure(`There is no folder ${folder}.`)
  process.chdir(folder)
  return process.cwd()
}
