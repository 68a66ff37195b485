import { existsSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { type AnyTask, isTask } from '../task.ts'
import { EntrypointError, FlowFileNotFound, TaskNotFound } from './errors.ts'
import { loadExports } from './load-exports.ts'
import { isPythonFile } from './parse-entrypoint.ts'

/**
 * Imports a file and finds its tasks: the one that `path/file.ts:name` names, by its export, its function or its own name; or, without a
 * name, all that it exports.
 *
 * @throws FlowFileNotFound, TaskNotFound, or EntrypointError of the class that says what is wrong; the user's own error is its cause.
 */
export async function loadTasks(entrypoint: string, cwd: string = process.cwd()): Promise<readonly AnyTask[]> {
  const { path, name } = split(entrypoint)
  const file = resolve(cwd, path)
  if (!existsSync(file) || !statSync(file).isFile()) throw new FlowFileNotFound(path, file)
  if (isPythonFile(file)) throw new EntrypointError(`${path} is a Python file: its tasks are served by Python, not here`)
  const tasks = Object.entries(await loadExports(file, path)).flatMap(([key, value]) => (isTask(value) ? [{ key, task: value }] : []))
  const wanted =
    name === undefined
      ? tasks
      : [
          tasks.find(({ key }) => key === name) ??
            tasks.find(({ task }) => task.definition.fn.name === name) ??
            tasks.find(({ task }) => task.name === name),
        ].filter((found) => found !== undefined)
  if (wanted.length === 0)
    throw new TaskNotFound(
      name,
      path,
      tasks.map(({ key, task }) => (key === 'default' ? task.name : key)),
    )
  // One that is exported under two names is served once.
  return [...new Set(wanted.map(({ task }) => task))]
}

/** The last colon counts, and only before a name, so that drive letters pass. */
function split(entrypoint: string): { readonly path: string; readonly name: string | undefined } {
  const at = entrypoint.lastIndexOf(':')
  const name = entrypoint.slice(at + 1)
  return at <= 0 || name === '' || /[/\\]/.test(name) ? { path: entrypoint, name: undefined } : { path: entrypoint.slice(0, at), name }
}
