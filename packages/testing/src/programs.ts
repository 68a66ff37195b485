import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Whether a file is there that may be run. */
export function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Whether a program is found by its name, as a shell finds it. */
export const isOnPath = (name: string): boolean =>
  (process.env['PATH'] ?? '').split(delimiter).some((folder) => isProgram(join(folder, name)))

/**
 * Says on standard error that tests are skipped, since this machine has not what they need; gives `found` back.
 *
 * @param missing What is not there, as a sentence's beginning.
 * @param tests What is tested with it.
 * @param cure What to do for it.
 */
export function orSkipped(found: boolean, missing: string, tests: string, cure: string): boolean {
  if (!found) process.stderr.write(`${missing}: ${tests} are SKIPPED (${cure})\n`)
  return found
}
