import type { Worker, WorkerLog } from '@millrace/worker'
import type { Context } from '../context.ts'
import { commandLog } from './command-log.ts'

/** Works until Ctrl-C or SIGTERM; the first lets the runs end, the second ends them, a third leaves them to the worker that comes next. */
export async function runWorker(make: (log: WorkerLog) => Promise<Worker> | Worker, { io, output, settings }: Context): Promise<void> {
  const { level } = (await settings()).logging
  const worker = await make(commandLog(output, level === 'DEBUG'))
  const signal = io.interrupted()
  const again = io.interruptedAgain()
  const stop = (): void => {
    output.line(worker.active === 0 ? 'Stopping.' : `Stopping after ${worker.active} flow runs; once more to end them now.`)
    worker.stop()
  }
  const kill = (): void => {
    output.line(`Ending ${worker.active} flow runs.`)
    worker.kill()
  }
  signal.addEventListener('abort', stop, { once: true })
  again.addEventListener('abort', kill, { once: true })
  try {
    await worker.run()
  } finally {
    signal.removeEventListener('abort', stop)
    again.removeEventListener('abort', kill)
  }
}
