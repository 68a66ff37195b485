import { existsSync } from 'node:fs'
import { importModule } from '../entrypoints/import-module.ts'
import { loadFailure } from '../entrypoints/load-failure.ts'
import type { TaskDefinition } from '../task-definition.ts'
import { TaskNotLoadable } from './errors.ts'
import { mainReached, namesAt, tasksAt } from './registry.ts'
import type { TaskAddress } from './task-call.ts'

const loaded = new Map<string, Promise<void>>()

/**
 * Loads the file of a task and finds it, whether or not it is exported. A script that goes on to call its flow is loaded
 * up to there.
 *
 * @throws TaskNotLoadable saying what to change.
 */
export async function loadTask(address: TaskAddress): Promise<TaskDefinition> {
  await load(address.file, address)
  const found = choose(address)
  if (found !== undefined || address.flowFile === undefined || address.flowFile === address.file) return found ?? missing(address)
  await load(address.flowFile, address)
  return choose(address) ?? missing(address)
}

async function load(file: string, { name }: TaskAddress): Promise<void> {
  const loading = loaded.get(file) ?? begin(file, name)
  loaded.set(file, loading)
  try {
    await loading
  } catch (error) {
    throw new TaskNotLoadable(`task '${name}' cannot be loaded: ${loadFailure(file, error).message}`, { cause: error })
  }
}

function begin(file: string, name: string): Promise<void> {
  if (!existsSync(file)) throw new TaskNotLoadable(`task '${name}' cannot be loaded: there is no file ${file}`)
  return Promise.race([mainReached(), importModule(file).then(() => undefined)])
}

function choose(address: TaskAddress): TaskDefinition | undefined {
  const candidates = tasksAt(address)
  if (candidates.length < 2) return candidates[0]
  const same = candidates.filter(({ key }) => key === address.key)
  if (same.length === 1) return same[0]
  throw new TaskNotLoadable(
    `${address.file} makes ${candidates.length} tasks named '${address.name}', which cannot be told apart: give each its own name, as in task({ name: '…' }, …)`,
  )
}

function missing({ file, name }: TaskAddress): never {
  const names = namesAt(file)
  const has = names.length === 0 ? 'it makes none there' : `those it makes there are ${names.map((each) => `'${each}'`).join(', ')}`
  throw new TaskNotLoadable(
    `${file} makes no task '${name}' when it is loaded; ${has}. A task that runs in a thread, process or node must be made at the top level of its file, not inside a function`,
  )
}
