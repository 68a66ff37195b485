import { join } from 'node:path'
import { type Supervised, supervise } from './supervised.ts'

const LAUNCHER = join(import.meta.dirname, '..', '..', 'millrace', 'bin', 'millrace.cjs')

/**
 * The environment of this process without any setting of Millrace or Prefect, and what is given. Python keeps what it has compiled, whatever
 * the machine says: each of its processes would compile hundreds of modules anew.
 */
export function cleanEnvironment(extra: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(?:MILLRACE|PREFECT)_|^VITEST|^(?:NODE_ENV|PYTHONDONTWRITEBYTECODE)$/.test(name),
  )
  return { ...Object.fromEntries(inherited), NO_COLOR: '1', ...extra }
}

export interface Ran {
  readonly code: number | NodeJS.Signals
  /** Standard output and standard error together. */
  readonly output: string
}

interface Where {
  readonly env: Readonly<Record<string, string>>
  readonly cwd?: string
}

/** Starts a `millrace` command and leaves it running. */
export const startMillrace = (argv: readonly string[], { env, cwd }: Where): Supervised =>
  supervise({ program: process.execPath, argv: [LAUNCHER, ...argv], env: cleanEnvironment(env), ...(cwd === undefined ? {} : { cwd }) })

/** Starts a `millrace` command in a terminal of its own, as script(1) gives it one; `type` answers what it asks. */
export function startInTerminal(argv: readonly string[], { env, cwd }: Where): Supervised {
  const line = [process.execPath, LAUNCHER, ...argv].map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ')
  const where = cwd === undefined ? {} : { cwd }
  return supervise({
    program: 'script',
    argv: ['-qec', `stty cols 120 rows 40; exec ${line}`, '/dev/null'],
    env: cleanEnvironment({ TERM: 'xterm', ...env }),
    typed: true,
    ...where,
  })
}

/** Runs a `millrace` command to its end. */
export async function millrace(argv: readonly string[], where: Where): Promise<Ran> {
  const child = startMillrace(argv, where)
  return { code: await child.ended, output: child.output() }
}

/** Asks again, at short intervals, until `ask` answers something; for what another process does in its own time. */
export async function eventually<Value>(what: string, ask: () => Promise<Value | undefined>, seconds = 30): Promise<Value> {
  const deadline = performance.now() + seconds * 1000
  while (performance.now() < deadline) {
    const answer = await ask()
    if (answer !== undefined) return answer
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`${what} did not happen within ${seconds} s`)
}
