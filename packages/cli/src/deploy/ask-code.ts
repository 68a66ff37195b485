import { execFile } from 'node:child_process'
import { realpathSync } from 'node:fs'
import { promisify } from 'node:util'
import type { ProjectDeployment } from '@millrace/sdk/project'
import type { Prompts } from '../prompts.ts'

const run = promisify(execFile)

/**
 * Asks how runs get at the code, where there is a choice: in the top folder of a git repository that others can clone. Elsewhere runs
 * find it in this folder, on the machine of their worker.
 */
export async function askCode(ask: Prompts, cwd: string): Promise<Pick<ProjectDeployment, 'pull'>> {
  const repository = await repositoryOf(cwd)
  if (repository === undefined) return {}
  const { remote, branch } = repository
  const answer = await ask.select('How do runs get the code?', [
    { value: 'here', label: 'from this folder', hint: 'on the machine of the worker' },
    { value: 'git', label: `by cloning ${remote}`, hint: branch },
  ])
  return answer === 'git' ? { pull: [{ 'prefect.deployments.steps.git_clone': { repository: remote, branch } }] } : {}
}

async function repositoryOf(cwd: string): Promise<{ readonly remote: string; readonly branch: string } | undefined> {
  const git = async (...argv: readonly string[]): Promise<string> => (await run('git', argv, { cwd })).stdout.trim()
  try {
    if ((await git('rev-parse', '--show-toplevel')) !== realpathSync(cwd)) return undefined
    return { remote: await git('remote', 'get-url', 'origin'), branch: await git('rev-parse', '--abbrev-ref', 'HEAD') }
  } catch {
    return undefined
  }
}
