import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { DeploymentUpdate } from '@millrace/protocol'
import { DeploymentError } from './errors.ts'

type VersionInfo = NonNullable<DeploymentUpdate['version_info']>
type Environment = Readonly<Record<string, string | undefined>>

/** What a deployment's version is read from. */
export interface VersionSource {
  /** What was given, which is the version whatever else is known. */
  readonly version?: string | null | undefined
  /** `prefect:simple`, `vcs:git` or that of a service, as `vcs:github` (default: the first of them that there is here). */
  readonly type?: string | null | undefined
  /** The version where nothing is under version control, such as the hash of its file. */
  readonly otherwise: string | null
  /** Looks at the git repository of the code: `readRepository`, once for all deployments that are made together. */
  readonly repository: () => Promise<Commit | undefined>
  readonly env: Environment
}

/** A commit, from wherever it is known. */
export interface Commit {
  readonly commit_sha: string
  readonly branch: string
  readonly message: string
  readonly repository: string
  readonly url: string
}

/** Names of variables that a service sets for the builds it runs. */
interface BuildVariables {
  readonly sha: string
  readonly branch: string
  readonly repository: string
  readonly url: (env: Environment, sha: string) => string
}

/** By the names that Prefect 3.8 gives them, in the order in which it tries them. */
const SERVICES: Readonly<Record<string, BuildVariables>> = {
  'vcs:github': {
    sha: 'GITHUB_SHA',
    branch: 'GITHUB_REF_NAME',
    repository: 'GITHUB_REPOSITORY',
    url: ({ GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository }, sha) => `${server}/${repository}/tree/${sha}`,
  },
  'vcs:gitlab': {
    sha: 'CI_COMMIT_SHA',
    branch: 'CI_COMMIT_REF_NAME',
    repository: 'CI_PROJECT_NAME',
    url: ({ CI_PROJECT_URL: project }, sha) => `${project}/-/tree/${sha}`,
  },
  'vcs:bitbucket': {
    sha: 'BITBUCKET_COMMIT',
    branch: 'BITBUCKET_BRANCH',
    repository: 'BITBUCKET_REPO_SLUG',
    url: ({ BITBUCKET_GIT_HTTP_ORIGIN: origin }, sha) => `${origin}/src/${sha}`,
  },
  'vcs:azuredevops': {
    sha: 'BUILD_SOURCEVERSION',
    branch: 'BUILD_SOURCEBRANCHNAME',
    repository: 'BUILD_REPOSITORY_NAME',
    url: ({ BUILD_REPOSITORY_URI: repository }, sha) => `${repository}?version=GC${sha}`,
  },
}
const SIMPLE = 'prefect:simple'
const GIT = 'vcs:git'

/** What `version_type` may be: a plain version, the variables of a service that builds, or the git repository of the code. */
const VERSION_TYPES: readonly string[] = [SIMPLE, ...Object.keys(SERVICES), GIT]

/** How much of a commit's hash is its version, as in Prefect 3.8. */
const SHORT = 8

/**
 * The version of a deployment and where it comes from, as Prefect 3.8 has it: the commit that a build service or the code's git
 * repository names, where it has an origin; else what the flow says of itself.
 *
 * @throws DeploymentError when the type is unknown, or asked for and not to be had here.
 */
export async function versionOf({
  version,
  type,
  otherwise,
  repository,
  env,
}: VersionSource): Promise<{ readonly version: string | null; readonly version_info: VersionInfo }> {
  if (type && !VERSION_TYPES.includes(type)) throw new DeploymentError(`version_type '${type}' is none of ${VERSION_TYPES.join(', ')}`)
  const found = type === SIMPLE ? undefined : await commitOf(type || undefined, repository, env)
  if (found === undefined) {
    const plain = version || otherwise
    return { version: plain, version_info: { type: SIMPLE, version: plain ?? '' } }
  }
  const [kind, commit] = found
  const named = version || commit.commit_sha.slice(0, SHORT)
  return { version: named, version_info: { type: kind, version: named, ...commit } }
}

async function commitOf(
  wanted: string | undefined,
  repository: VersionSource['repository'],
  env: Environment,
): Promise<[type: string, commit: Commit] | undefined> {
  const here = await repository()
  for (const [kind, variables] of Object.entries(SERVICES)) {
    if (wanted !== undefined && wanted !== kind) continue
    const commit = builtCommit(variables, env, here?.message)
    if (commit !== undefined) return [kind, commit]
    if (wanted === undefined) continue
    const needed = `${variables.sha}, ${variables.branch} and ${variables.repository} in the environment, and a git repository with a commit`
    throw new DeploymentError(`version_type ${kind} needs ${needed}`)
  }
  if (here !== undefined && (wanted === GIT || here.url !== '')) return [GIT, here]
  if (wanted === GIT) throw new DeploymentError('version_type vcs:git needs a git repository with a commit')
  return undefined
}

function builtCommit({ sha, branch, repository, url }: BuildVariables, env: Environment, message: string | undefined): Commit | undefined {
  const [commit, name, place] = [env[sha], env[branch], env[repository]]
  if (!commit || !name || !place || message === undefined) return undefined
  return { commit_sha: commit, branch: name, message, repository: place, url: url(env, commit) }
}

/** The commit that a folder is at; undefined where there is no repository, no commit in it or no git. */
export async function readRepository(cwd: string): Promise<Commit | undefined> {
  const git = async (...argv: string[]): Promise<string> => (await promisify(execFile)('git', argv, { cwd })).stdout.trim()
  try {
    const [sha, branch, message, url] = await Promise.all([
      git('rev-parse', 'HEAD'),
      git('rev-parse', '--abbrev-ref', 'HEAD'),
      git('log', '-1', '--pretty=%B'),
      git('config', '--get', 'remote.origin.url').catch(() => ''),
    ])
    return { commit_sha: sha, branch, message: message.split('\n', 1)[0] ?? '', repository: repositoryName(url), url: withoutLogin(url) }
  } catch {
    return undefined
  }
}

/** `owner/name` of an address, as Prefect reads it: its path without `.git`. */
const repositoryName = (url: string): string =>
  (URL.canParse(url) ? new URL(url).pathname : url).replaceAll(/^\/+|\/+$/g, '').replace(/\.git$/, '')

/** An origin may hold a token, which is nobody's business but git's. */
function withoutLogin(url: string): string {
  if (!/^https?:/.test(url) || !URL.canParse(url)) return url
  const plain = new URL(url)
  plain.username = ''
  plain.password = ''
  return plain.href
}
