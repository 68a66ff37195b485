import { type ChildProcess, spawn } from 'node:child_process'
import { lineSplitter } from '../runner/line-splitter.ts'
import { StepError } from './errors.ts'

/** A program of a step. */
export interface ProgramOptions {
  /** Program and arguments; or a line for the shell. */
  readonly command: readonly [string, ...string[]] | string
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** Takes each line as it is written. */
  readonly print?: ((line: string) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

/** What a program wrote. */
export interface ProgramOutput {
  readonly stdout: string
  readonly stderr: string
}

/**
 * Runs a program to its end.
 *
 * @throws StepError with its exit code and its last words on standard error when it did not end well.
 */
export async function runProgram({ command, cwd, env, print, signal }: ProgramOptions): Promise<ProgramOutput> {
  const options = { cwd, env: env as NodeJS.ProcessEnv, stdio: ['ignore', 'pipe', 'pipe'] as ['ignore', 'pipe', 'pipe'], signal }
  const child = typeof command === 'string' ? spawn(command, { ...options, shell: true }) : spawn(command[0], command.slice(1), options)
  const name = typeof command === 'string' ? command : command[0]
  const [stdout, stderr, code] = await Promise.all([written(child.stdout, print), written(child.stderr, print), endOf(child, name, cwd)])
  if (code === 0) return { stdout: stdout.trim(), stderr: stderr.trim() }
  const said = stderr.trim() || stdout.trim()
  throw new StepError(`'${name}' ended with ${code}${said === '' ? '' : `: ${said.split('\n').slice(-5).join('\n')}`}`)
}

async function written(stream: NodeJS.ReadableStream, print: ProgramOptions['print']): Promise<string> {
  const lines: string[] = []
  stream.setEncoding('utf8')
  const splitter = lineSplitter((line) => {
    lines.push(line)
    print?.(line)
  })
  for await (const chunk of stream) splitter.push(chunk as string)
  splitter.end()
  return lines.join('\n')
}

const endOf = (child: ChildProcess, name: string, cwd: string): Promise<number | string> =>
  new Promise((resolve, reject) => {
    child.once('error', (cause: NodeJS.ErrnoException) => {
      const reason = cause.code === 'ENOENT' ? `there is no program '${name}' in PATH, or no folder ${cwd}` : cause.message
      reject(new StepError(`'${name}' could not be started: ${reason}`, { cause }))
    })
    child.once('close', (code, killed) => resolve(code ?? killed ?? 'no exit code'))
  })
