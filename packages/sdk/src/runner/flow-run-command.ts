import { existsSync } from 'node:fs'
import { delimiter, extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isPythonFile, parseEntrypoint } from '../entrypoints/parse-entrypoint.ts'
import { PYTHON_END_HOOKS } from './python-end-hooks.ts'

/** A program and its arguments. */
export type Command = readonly [string, ...string[]]

/**
 * What executes a flow run: this Node with our engine, or, for an entrypoint in a `.py` file, the Python of `PATH` with
 * Prefect's.
 */
export function flowRunCommand(
  flowRunId: string,
  entrypoint: string | null,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Command {
  if (isPythonEntrypoint(entrypoint)) return [pythonProgram(env), '-m', 'prefect.engine']
  return [process.execPath, ENGINE, flowRunId]
}

/** What calls the hooks of a flow run whose own process was killed. */
export function endHooksCommand(
  flowRunId: string,
  entrypoint: string | null,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Command {
  if (isPythonEntrypoint(entrypoint)) return [pythonProgram(env), '-c', PYTHON_END_HOOKS, flowRunId]
  return [process.execPath, HOOKS, flowRunId]
}

/** The same in an image, which has Prefect, or Millrace; the latter knows by its environment which run is meant. */
export const endHooksInImage = (flowRunId: string, entrypoint: string | null): readonly string[] =>
  isPythonEntrypoint(entrypoint) ? ['python', '-c', PYTHON_END_HOOKS, flowRunId] : ['millrace', 'flow-run', 'call-hooks']

// Source and published package differ in the extension only.
const program = (name: string): string => fileURLToPath(new URL(`./${name}${extname(import.meta.url)}`, import.meta.url))
const ENGINE = program('flow-run-main')
const HOOKS = program('hooks-main')

/** Whether a deployment's flow is one of Python, which runs with Prefect's engine. */
export function isPythonEntrypoint(entrypoint: string | null): boolean {
  if (entrypoint === null) return false
  // `package.module:flow` without a path is Prefect's form for an installed module.
  return entrypoint.includes(':') ? isPythonFile(parseEntrypoint(entrypoint).path) : false
}

/** `python` where there is one: that of an active virtual environment; else `python3`, which is all that Debian has. */
function pythonProgram(env: Readonly<Record<string, string | undefined>>): string {
  const folders = (env['PATH'] ?? '').split(delimiter)
  return folders.some((folder) => existsSync(join(folder, 'python'))) ? 'python' : 'python3'
}

/**
 * Cuts a command line into program and arguments as a POSIX shell would: quotes and backslashes count, nothing is
 * expanded.
 */
export function splitCommand(line: string): string[] {
  const words = line.match(/(?:[^\s"'\\]|\\.|"(?:[^"\\]|\\.)*"|'[^']*')+/gs) ?? []
  return words.map((word) =>
    word.replaceAll(
      /'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)/gs,
      (_, single?: string, double?: string, escaped?: string) => single ?? double?.replaceAll(/\\(["\\$`])/g, '$1') ?? escaped ?? '',
    ),
  )
}
