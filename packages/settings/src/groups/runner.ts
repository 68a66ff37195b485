import { int, seconds, setting } from '../setting.ts'

/** Flow runs as child processes of `serve` and workers. */
export const runner = {
  processLimit: setting(int.min(1), 5, 'Most flow runs at once.'),
  pollFrequency: setting(seconds, 10, 'Seconds between two looks for due runs.'),
}
