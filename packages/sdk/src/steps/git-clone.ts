import { existsSync, readdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { isAbsolute, relative, resolve } from 'node:path'
import type { Json } from '@millrace/protocol'
import { z } from 'zod'
import { clonedFrom, cloneRepository, isSameRepository } from '../git/clone-repository.ts'
import { GitFailed } from '../git/errors.ts'
import { gitCredentialsOf } from '../git/git-credentials.ts'
import { wait } from '../wait.ts'
import { InvalidStep } from './errors.ts'
import { flag, optionalText, readInputs, text } from './inputs.ts'
import type { Step } from './step.ts'

const inputsOf = z.strictObject({
  repository: text.pipe(z.string().min(1)),
  branch: optionalText,
  commit_sha: optionalText,
  include_submodules: flag(false),
  access_token: optionalText,
  /** A credentials block, resolved to its fields. */
  credentials: z.record(z.string(), z.custom<Json>()).nullish(),
  directories: z.array(z.string()).nullish(),
  clone_directory_name: optionalText,
})

/** How often a clone is tried, and milliseconds before the second time, as Prefect does. */
const TRIES = 3
const PAUSE = 1000

/** `git_clone`: clones a repository into a folder below the current one; puts out its `directory`. */
export const gitClone: Step = async (given, context) => {
  const inputs = readInputs('git_clone', inputsOf, given)
  const { access_token: token, credentials } = inputs
  if (token !== undefined && credentials) throw new InvalidStep('step git_clone: give either access_token or credentials, not both')
  const directory = inputs.clone_directory_name ?? folderName(inputs)
  const target = resolve(context.cwd, directory)
  const below = relative(context.cwd, target)
  if (below === '' || below.startsWith('..') || isAbsolute(below))
    throw new InvalidStep(`step git_clone: expected clone_directory_name to be a folder below the current one, got '${directory}'`)
  const clone = async (): Promise<void> => {
    await removeClone(target, inputs.repository)
    await cloneRepository({
      url: inputs.repository,
      directory: target,
      branch: inputs.branch,
      commit: inputs.commit_sha,
      submodules: inputs.include_submodules,
      only: inputs.directories ?? undefined,
      credentials: token === undefined ? (credentials ? gitCredentialsOf(credentials) : undefined) : { token },
      env: context.env,
      signal: context.signal,
    })
  }
  for (let tried = 1; ; tried += 1) {
    try {
      await clone()
      return { outputs: { directory }, cwd: context.cwd }
    } catch (error) {
      if (tried === TRIES || !(error instanceof GitFailed) || isLasting(error)) throw error
      context.print(`${error.message}; trying again`)
      await wait(PAUSE * tried, context.signal)
    }
  }
}

/** What an earlier try, or an earlier run in this folder, left; anything else is not ours to remove. */
async function removeClone(target: string, repository: string): Promise<void> {
  if (!existsSync(target) || readdirSync(target).length === 0) return
  const from = await clonedFrom(target)
  if (from === undefined || !isSameRepository(from, repository))
    throw new InvalidStep(`step git_clone: the folder ${target} is there already and is no clone of this repository`)
  await rm(target, { recursive: true, force: true })
}

/** A fault that no further try mends. */
const isLasting = ({ message }: GitFailed): boolean =>
  /not installed|expected the|not found|does not exist|Authentication failed|could not read Username|Remote branch|transport '.*' not allowed/i.test(
    message,
  )

/** `repository-branch`, the name that Prefect's clones have. */
function folderName({ repository, branch, commit_sha: commit }: z.output<typeof inputsOf>): string {
  const name =
    repository
      .replace(/[/\\]+$/, '')
      .split(/[/\\:]/)
      .at(-1) ?? 'repository'
  const suffix = branch ?? commit
  return [name.replace(/\.git$/, ''), ...(suffix === undefined ? [] : [suffix.replaceAll('/', '-')])].join('-')
}
