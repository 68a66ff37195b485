import type { FinishedTask } from '../store/queries/finished-tasks.ts'

/** What a restart does again. */
export interface Repeated {
  readonly taskRuns: number
  /** The keys of results that must not be taken again. */
  readonly resultKeys: readonly string[]
}

/** The input that says in which task a run was called; the others say where its arguments came from. */
const PARENTS = '__parents__'

/**
 * What has to be done again when the runs that `isFirst` picks are: they, what they called, what got their results, and the tasks
 * that they were called in, as those would answer without calling them. Runs of one call in several attempts count as one.
 */
export function tasksToRepeat(tasks: readonly FinishedTask[], isFirst: (task: FinishedTask) => boolean): Repeated {
  const links = linksOf(tasks)
  /** Whole runs are repeated with all that they called; of the others only the body is. */
  const whole = new Map<string, boolean>()
  const todo = tasks.filter(isFirst).map((task) => ({ task, all: true }))
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    const { task, all } = next
    const known = whole.get(task.id)
    if (known === true || known === all) continue
    whole.set(task.id, all)
    for (const same of links.sameCall(task)) todo.push({ task: same, all })
    for (const after of links.takers(task)) todo.push({ task: after, all: true })
    if (all) for (const child of links.calledIn(task)) todo.push({ task: child, all: true })
    for (const parent of links.parents(task)) todo.push({ task: parent, all: false })
  }
  const repeated = tasks.filter(({ id }) => whole.has(id))
  return { taskRuns: repeated.length, resultKeys: [...new Set(repeated.flatMap(keysOf))] }
}

interface Links {
  readonly sameCall: (task: FinishedTask) => readonly FinishedTask[]
  readonly takers: (task: FinishedTask) => readonly FinishedTask[]
  readonly calledIn: (task: FinishedTask) => readonly FinishedTask[]
  readonly parents: (task: FinishedTask) => readonly FinishedTask[]
}

function linksOf(tasks: readonly FinishedTask[]): Links {
  const byId = new Map(tasks.map((task) => [task.id, task]))
  const byKey = new Map<string, FinishedTask[]>()
  const takers = new Map<string, FinishedTask[]>()
  const children = new Map<string, FinishedTask[]>()
  for (const task of tasks) {
    for (const key of keysOf(task)) append(byKey, key, task)
    for (const [input, sources] of Object.entries(task.task_inputs))
      for (const source of sources) if ('id' in source) append(input === PARENTS ? children : takers, source.id, task)
  }
  return {
    sameCall: (task) => keysOf(task).flatMap((key) => byKey.get(key) ?? []),
    takers: ({ id }) => takers.get(id) ?? [],
    calledIn: ({ id }) => children.get(id) ?? [],
    parents: ({ task_inputs: inputs }) => (inputs[PARENTS] ?? []).flatMap((source) => ('id' in source ? (byId.get(source.id) ?? []) : [])),
  }
}

function append<Item>(lists: Map<string, Item[]>, key: string, item: Item): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [item])
  else list.push(item)
}

/** Where the result is kept and looked for, and the key by which a flow finds the subflow run again that it called. */
function keysOf({ data, dynamic_key: call }: FinishedTask): string[] {
  const keys = ['storage_key', 'written_for'].map((name): unknown =>
    typeof data === 'object' && data !== null && Object.hasOwn(data, name) ? Reflect.get(data, name) : undefined,
  )
  return [...keys.filter((key) => typeof key === 'string'), ...(call.includes('/') ? [call] : [])]
}
