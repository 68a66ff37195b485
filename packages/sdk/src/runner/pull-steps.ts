import { resolve } from 'node:path'
import type { Client } from '@millrace/client'
import type { Deployment } from '@millrace/protocol'

/**
 * The folder that a deployment's pull steps lead to, once they have fetched the code; undefined when it has none.
 * Without a word of their own, steps begin in the folder of this process.
 *
 * @throws UnknownStep, InvalidStep, StepFailed.
 */
export async function folderFromSteps(client: Client, { pull_steps: steps }: Pick<Deployment, 'pull_steps'>): Promise<string | undefined> {
  if (steps === null || steps.length === 0) return undefined
  // Most deployments have none, and the steps that there are take long to load.
  const { runSteps } = await import('../steps/run-steps.ts')
  const print = (line: string): void => void process.stdout.write(`${line}\n`)
  const { outputs, cwd } = await runSteps(steps, { cwd: process.cwd(), env: process.env, client, print })
  const { directory } = outputs
  return typeof directory === 'string' ? resolve(cwd, directory) : cwd
}
