import { setting } from '../setting.ts'
import { bool, choice, int, seconds } from '../values.ts'

export const LOG_LEVELS = ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'] as const
export const logLevel = choice(LOG_LEVELS)

/** What flows and tasks write. */
export const logging = {
  level: setting(logLevel, 'INFO', 'The least level that is shown and sent to the API.'),
  colors: setting(bool, true, 'Colours in terminal logs.'),
  logPrints: setting(bool, false, 'Take console output of flows and tasks as log lines.'),
  toApi: {
    enabled: setting(bool, true, 'Send log lines to the API.'),
    batchInterval: setting(seconds, 0.5, 'Seconds between two batches of log lines.'),
    maxLogSize: setting(int(1), 1_000_000, 'Bytes after which a log line is cut.'),
  },
}
