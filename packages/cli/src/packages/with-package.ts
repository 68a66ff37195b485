import { MissingWorkerPackage } from '@millrace/worker'
import { CommandFailure } from '../errors.ts'
import type { Prompts } from '../prompts.ts'

/** What becomes of a package that is needed; the names are Prefect's. */
export const INSTALL_POLICIES = ['always', 'if-not-present', 'never', 'prompt'] as const
export type InstallPolicy = (typeof INSTALL_POLICIES)[number]

export interface Installing {
  readonly policy: InstallPolicy
  /** Undefined when nobody is there to be asked. */
  readonly prompts: Prompts | undefined
  readonly install: (name: string) => Promise<void>
}

/**
 * Does something that may need a package which is not installed, and, as the policy says, installs it and does it again.
 *
 * @throws MissingWorkerPackage when it is not to be installed.
 */
export async function withPackage<Result>(action: () => Promise<Result>, { policy, prompts, install }: Installing): Promise<Result> {
  try {
    return await action()
  } catch (error) {
    if (!(error instanceof MissingWorkerPackage)) throw error
    const wanted =
      policy === 'always' ||
      policy === 'if-not-present' ||
      (policy === 'prompt' && prompts !== undefined && (await prompts.confirm(`${error.message}. Install it now?`, true)))
    if (!wanted) throw error
    await install(error.package)
    return await afterInstall(action, error.package)
  }
}

async function afterInstall<Result>(action: () => Promise<Result>, name: string): Promise<Result> {
  try {
    return await action()
  } catch (error) {
    // Node remembers within a process that a package was not there.
    if (error instanceof MissingWorkerPackage) throw new CommandFailure(`${name} is installed now; start the worker again.`)
    throw error
  }
}
