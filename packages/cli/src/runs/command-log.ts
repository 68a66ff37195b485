import type { WorkerLog } from '@millrace/worker'
import type { Output, Style } from '../output/output.ts'
import { localTime } from '../output/times.ts'

/** What a command says that runs until it is stopped, a line each; what only interests who looks for a fault on demand. */
export function commandLog(output: Output, detailed: boolean): WorkerLog {
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
