import { settingsAtOnce } from './connection/settings-at-once.ts'
import { activeFlowRun } from './context/flow-run.ts'
import { activeTaskRun } from './context/task-run.ts'
import { printToConsole } from './logging/console.ts'
import { createLogger, type Logger } from './logging/run-logger.ts'

let outside: Logger | undefined

/** The logger of the task or flow run around: its lines go to the console and to the API. Outside of runs: the console only. */
export const logger = (): Logger => activeTaskRun.peek()?.log ?? activeFlowRun.peek()?.log ?? (outside ??= consoleLogger())

const consoleLogger = (): Logger =>
  createLogger(
    { source: 'millrace', label: () => 'millrace', flowRunId: null, taskRunId: null },
    { settings: settingsAtOnce(), print: printToConsole },
  )
