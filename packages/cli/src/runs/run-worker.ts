import type { Worker, WorkerLog } from '@millrace/worker'
import type { Context } from '../context.ts'
import type { Output, Style } from '../output/output.ts'
import { localTime } from '../output/times.ts'

/** Works until Ctrl-C; the first one lets the runs end, the second one ends them. */
export async function runWorker(make: (log: WorkerLog) => Promise<Worker> | Worker, { io, output, settings }: Context): Promise<void> {
  const { level } = (await settings()).logging
  const worker = await make(workerLog(output, level === 'DEBUG'))
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

/** What a worker says, a line each; what only interests who looks for a fault on demand. */
function workerLog(output: Output, detailed: boolean): WorkerLog {
  const say =
    (level: string, style: Style) =>
    (message: string): void =>
      output.line({ text: localTime(new Date().toISOString()), style: 'gray' }, ' | ', { text: level.padEnd(8), style }, ' | ', message)
  return {
    debug: detailed ? say('DEBUG', 'gray') : () => undefined,
    info: say('INFO', 'green'),
    warn: say('WARNING', 'yellow'),
    error: say('ERROR', 'red'),
  }
}
