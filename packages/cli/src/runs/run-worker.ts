import type { Worker, WorkerLog } from '@millrace/worker'
import type { Context } from '../context.ts'
import { commandLog } from './command-log.ts'

/** Works until Ctrl-C; the first one lets the runs end, the second one ends them. */
export async function runWorker(make: (log: WorkerLog) => Promise<Worker> | Worker, { io, output, settings }: Context): Promise<void> {
  const { level } = (await settings()).logging
  const worker = await make(commandLog(output, level === 'DEBUG'))
  const signal = io.interrupted()
  const stop = (): void => {
    output.line(worker.active === 0 ? 'Stopping.' : `Stopping after ${worker.active} flow runs; once more to end them now.`)
    worker.stop()
  }
  signal.addEventListener('abort', stop, { once: true })
  try {
    await worker.run()
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
