import type { Json } from '@millrace/protocol'
import { MillraceError } from '../errors.ts'

/** A deployment says to fetch its code in a way that this version does not know. */
export class UnsupportedPullStep extends MillraceError {
  override readonly name = 'UnsupportedPullStep'

  constructor(step: string) {
    super(`the deployment fetches its code by the step '${step}', and only 'set_working_directory' is known here`)
  }
}

type Step = Readonly<Record<string, Json>>

/**
 * The folder that a deployment's pull steps lead to; undefined when it has none.
 *
 * @throws UnsupportedPullStep for any step but `set_working_directory`.
 */
export function folderFromSteps(steps: readonly Step[] | null): string | undefined {
  let folder: string | undefined
  for (const step of steps ?? []) {
    const [[name, inputs] = ['', null]] = Object.entries(step)
    if (!/^(?:prefect|millrace)\.deployments\.steps\.(?:pull\.)?set_working_directory$/.test(name)) throw new UnsupportedPullStep(name)
    const directory = typeof inputs === 'object' && inputs !== null && !Array.isArray(inputs) ? (inputs as Step)['directory'] : undefined
    if (typeof directory === 'string') folder = directory
  }
  return folder
}
