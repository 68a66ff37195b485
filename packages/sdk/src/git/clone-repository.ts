import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { GitFailed } from './errors.ts'
import { basicLogin, type GitCredentials, splitCredentials } from './git-credentials.ts'

/** What is cloned, and where to. */
export interface CloneOptions {
  readonly url: string
  /** A folder that is not there yet, or is empty. */
  readonly directory: string
  /** Branch or tag (default: the repository's own). */
  readonly branch?: string | undefined
  readonly commit?: string | undefined
  readonly credentials?: GitCredentials | undefined
  readonly submodules?: boolean | undefined
  /** Only these folders of it. */
  readonly only?: readonly string[] | undefined
  /** Commits of history, 0 for all (default 1). */
  readonly depth?: number | undefined
  readonly env?: Readonly<Record<string, string | undefined>> | undefined
  readonly signal?: AbortSignal | undefined
}

/** Transports that a repository may be fetched by; `ext::` and the like run programs. */
const PROTOCOLS = 'file:git:http:https:ssh'

/**
 * Clones a git repository by the git program. Credentials go to it by its environment: they are seen neither in the list
 * of processes nor in the clone's configuration.
 *
 * @throws GitFailed saying what git said, without credentials.
 */
export async function cloneRepository(options: CloneOptions): Promise<void> {
  const { directory, branch, commit, submodules, only, depth = 1 } = options
  const { url, credentials = options.credentials } = splitCredentials(options.url)
  if (url.startsWith('-')) throw new GitFailed(`expected the URL of a repository, got '${url}'`)
  const env = environmentOf(url, credentials, options.env ?? process.env)
  const run = git({ url, credentials, env, signal: options.signal })

  const history = depth === 0 || commit !== undefined ? [] : ['--depth', String(depth)]
  const wanted = [
    ...history,
    ...(branch === undefined ? [] : ['--branch', branch]),
    ...(submodules === true ? ['--recurse-submodules'] : []),
    ...(only === undefined ? [] : ['--sparse']),
    ...(commit === undefined ? [] : ['--filter=blob:none', '--no-checkout']),
  ]
  await run(['clone', '--quiet', ...wanted, '--', url, directory])
  if (only !== undefined) await run(['-C', directory, 'sparse-checkout', 'set', '--', ...only])
  if (commit === undefined) return
  if (!/^[0-9a-f]{4,64}$/i.test(commit)) throw new GitFailed(`expected the SHA of a commit, got '${commit}'`)
  await run(['-C', directory, 'fetch', '--quiet', 'origin', commit]).catch(() => undefined)
  await run(['-C', directory, 'checkout', '--quiet', '--detach', commit])
  if (submodules === true) await run(['-C', directory, 'submodule', 'update', '--init', '--recursive'])
}

function environmentOf(
  url: string,
  credentials: GitCredentials | undefined,
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string | undefined> {
  const quiet = { GIT_TERMINAL_PROMPT: '0', GIT_ASKPASS: '', SSH_ASKPASS: '', GIT_ALLOW_PROTOCOL: PROTOCOLS }
  const ssh = env['GIT_SSH_COMMAND'] ?? 'ssh -o BatchMode=yes'
  const login = credentials?.token === undefined || !/^https?:/i.test(url) ? {} : loginBy(url, credentials)
  return { ...env, ...quiet, GIT_SSH_COMMAND: ssh, ...login }
}

/** Settings of git by its environment; the header goes to this host only. */
function loginBy(url: string, credentials: GitCredentials): Record<string, string> {
  const header = `Authorization: Basic ${Buffer.from(basicLogin(url, credentials)).toString('base64')}`
  return { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: `http.${new URL(url).origin}/.extraHeader`, GIT_CONFIG_VALUE_0: header }
}

interface Git {
  readonly url: string
  readonly credentials: GitCredentials | undefined
  readonly env: Record<string, string | undefined>
  readonly signal: AbortSignal | undefined
}

const git =
  ({ url, credentials, env, signal }: Git) =>
  async (argv: readonly string[]): Promise<void> => {
    try {
      await promisify(execFile)('git', [...argv], { env, signal, maxBuffer: 16_000_000 })
    } catch (cause) {
      const { code, stderr, message } = cause as NodeJS.ErrnoException & { readonly stderr?: string }
      if (code === 'ENOENT') throw new GitFailed('the program git is not installed here, or not in PATH')
      const said = (stderr || message).trim().split('\n').slice(-3).join('\n')
      const safe = credentials?.token ? said.replaceAll(credentials.token, '********') : said
      throw new GitFailed(`git could not fetch ${url}: ${safe}`)
    }
  }

/** The repository that a folder is a clone of; undefined when it is none. */
export async function clonedFrom(directory: string): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)('git', ['config', '--file', `${directory}/.git/config`, '--get', 'remote.origin.url'])
    return splitCredentials(stdout.trim()).url
  } catch {
    return undefined
  }
}

/** True when two URLs name the same repository, whoever asks for it. */
export const isSameRepository = (one: string, other: string): boolean => splitCredentials(one).url === splitCredentials(other).url
