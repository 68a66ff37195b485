import { setting } from '../setting.ts'
import { int, seconds } from '../values.ts'

/** Flow runs as child processes of `serve` and workers. */
export const runner = {
  processLimit: setting(int(1), 5, 'Most flow runs at once.'),
  pollFrequency: setting(seconds, 10, 'Seconds between two looks for due runs.'),
}
