import type { Settings } from '@millrace/settings'
import { destination, type Logger, pino } from 'pino'

const LEVELS = { DEBUG: 'debug', INFO: 'info', WARNING: 'warn', ERROR: 'error', CRITICAL: 'fatal' } as const

/** The server's own log: one JSON object a line on standard error, from the level of the settings on. */
export const createLog = ({ server }: Settings): Logger =>
  pino({ level: LEVELS[server.loggingLevel], base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination({ dest: 2, sync: true }))
