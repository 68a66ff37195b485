import type { TaskDefinition } from '../task-definition.ts'
import type { TaskAddress } from './task-call.ts'

/** Set in threads and processes that run the tasks of others. */
interface Host {
  readonly tasks: Map<string, TaskDefinition[]>
  /** Called when a script that is loaded begins its own work, a run of a flow or a task. */
  onMain: () => void
}

let host: Host | undefined

/** Makes this thread or process one that runs tasks of others: from now on every task that is made can be found. */
export function becomeHost(): void {
  host ??= { tasks: new Map(), onMain: () => undefined }
}

/** Whether this thread or process runs tasks of others. */
export const isHost = (): boolean => host !== undefined

/** Remembers a task, where tasks of others are run. */
export function rememberTask(definition: TaskDefinition): void {
  const { file, name } = definition.origin
  if (host === undefined || file === undefined) return
  const place = keyOf(file, name)
  const known = host.tasks.get(place) ?? []
  if (known.some(({ fn }) => fn === definition.fn)) return
  host.tasks.set(place, [...known, definition])
}

/** The tasks of that name that the file has made here. */
export const tasksAt = ({ file, name }: Pick<TaskAddress, 'file' | 'name'>): readonly TaskDefinition[] =>
  host?.tasks.get(keyOf(file, name)) ?? []

/** The names of the tasks that the file has made here. */
export const namesAt = (file: string): readonly string[] =>
  [...(host?.tasks.keys() ?? [])].filter((place) => place.startsWith(keyOf(file, ''))).map((place) => place.slice(keyOf(file, '').length))

/** All tasks that were made here. */
export const allTasks = (): readonly TaskDefinition[] => [...(host?.tasks.values() ?? [])].flat()

/**
 * Called where a run begins that has no run around. In a host it never returns: there a script is loaded for its tasks,
 * and what it does at its end, calling a flow, is the business of the process it was started as.
 */
export async function ownWork(): Promise<void> {
  if (host === undefined) return
  host.onMain()
  await new Promise<never>(() => undefined)
}

/** Resolves as soon as a script that is being loaded begins its own work. */
export const mainReached = (): Promise<void> =>
  new Promise((resolve) => {
    if (host !== undefined) host.onMain = resolve
  })

const keyOf = (file: string, name: string): string => `${file.replace(/\?.*$/, '')}\0${name}`
