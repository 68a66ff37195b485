// Tasks for the suite of task runners, made where threads, processes and nodes find them.
import { appendFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isMainThread, threadId } from 'node:worker_threads'
import { artifacts, concurrency, currentTransaction, Failed, flow, flowRun, logger, task, taskRun } from '../index.ts'
import { wait } from '../wait.ts'

/** Where a task ran. */
export interface Place {
  readonly pid: number
  readonly thread: number
  readonly isMainThread: boolean
}

const here = (): Place => ({ pid: process.pid, thread: threadId, isMainThread })

export const place = task(async function place(): Promise<Place> {
  await wait(0)
  return here()
})

/** Gives back what it got. */
export const echo = task(async function echo(value: unknown): Promise<unknown> {
  return value
})

export const square = task({ name: 'squared' }, async function square(number: number): Promise<number> {
  return number * number
})

/** Takes something large and gives back something small. */
export const indexOf = task(async function indexOf(input: { readonly index: number; readonly payload: object }): Promise<number> {
  return input.index
})

export const sum = task(async function sum(...numbers: number[]): Promise<number> {
  return numbers.reduce((total, number) => total + number, 0)
})

/** Fails as often as it is told to, counting its calls in a file. */
export const flaky = task({ retries: 3 }, async function flaky(file: string, failures: number): Promise<number> {
  appendFileSync(file, '.')
  if (readFileSync(file, 'utf8').length <= failures) throw new Error('not yet')
  return taskRun().runCount
})

export const failing = task(async function failing(): Promise<void> {
  throw Object.assign(new RangeError('out of range', { cause: new TypeError('deep') }), { code: 'E_RANGE', retry: () => undefined })
})

export const undecided = task(async function undecided(): Promise<unknown> {
  return Failed({ message: 'decided to fail' })
})

export const returningFunction = task(async function returningFunction(): Promise<unknown> {
  return { deep: [() => 1] }
})

/** Notes that it was called, and is not called again where its result is kept. */
export const kept = task({ persistResult: true }, async function kept(file: string, label: string): Promise<string> {
  appendFileSync(file, `${label}\n`)
  return label.toUpperCase()
})

export const cached = task({ cache: { by: 'inputs' } }, async function cached(file: string, label: string): Promise<string> {
  appendFileSync(file, `${label}\n`)
  return label.toUpperCase()
})

const inner = flow({ name: 'inner' }, async function inner(number: number): Promise<number> {
  return await square(number)
})

/** Everything that a task may do with what is around it. */
export const sociable = task({ tags: ['own'] }, async function sociable(number: number) {
  logger().info(`log line of ${taskRun().name}`)
  await artifacts.markdown('# made in a task', { key: 'made-in-a-task' })
  const called = await square(number)
  const submitted = await square.submit(called)
  const throughFlow = await inner(number)
  return {
    submitted,
    throughFlow,
    task: { name: taskRun().name, parameters: taskRun().parameters, tags: taskRun().tags, runCount: taskRun().runCount },
    flow: { name: flowRun().name, parameters: flowRun().parameters },
  }
})

/** Reads what the flow has set in its transaction, and sets something for the hooks of its own. */
export const transacting = task(
  {
    onRollback: (transaction) => appendFileSync(transaction.get<string>('file'), `undo ${transaction.get<string>('made')}\n`),
  },
  async function transacting(label: string): Promise<string> {
    const transaction = currentTransaction()
    transaction.set('made', `${label} of ${transaction.get<string>('owner')}`)
    return transaction.get<string>('made')
  },
)

/** Waits to be told to end, and notes why in a file. */
export const patient = task(async function patient(file: string): Promise<void> {
  appendFileSync(file, 'begun\n')
  const { signal } = taskRun()
  try {
    await wait(600_000, signal)
  } finally {
    appendFileSync(file, `${(signal.reason as Error).name}\n`)
  }
})

/** Never gives the event loop a turn. */
export const deaf = task({ timeoutSeconds: 0.2 }, async function deaf(file: string): Promise<void> {
  writeFileSync(file, `${process.pid}`)
  while (existsSync(file)) Math.random()
})

export const exiting = task(async function exiting(file: string, times: number): Promise<string> {
  appendFileSync(file, '.')
  if (readFileSync(file, 'utf8').length <= times) process.exit(7)
  return 'survived'
})

export const killed = task(async function killed(): Promise<void> {
  process.kill(process.pid, 'SIGKILL')
  await wait(600_000)
})

export const hungry = task(async function hungry(): Promise<number> {
  const eaten: unknown[] = []
  for (;;) eaten.push(Array.from({ length: 100_000 }, () => ({ more: Math.random() })))
})

/** Returns when `count` tasks are in the folder at the same time. */
export const meeting = task(async function meeting(folder: string, label: number, count: number): Promise<Place> {
  writeFileSync(join(folder, String(label)), '')
  while (readdirSync(folder).length < count) await wait(5)
  return here()
})

/** Notes when it begins and ends, for how many there are at once. */
export const noting = task(async function noting(file: string): Promise<void> {
  appendFileSync(file, '+')
  await wait(2)
  appendFileSync(file, '-')
})

/** As `noting`, with the only slot of a concurrency limit. */
export const limited = task(async function limited(file: string, limit: string): Promise<void> {
  await using _slot = await concurrency(limit)
  appendFileSync(file, '+')
  await wait(2)
  appendFileSync(file, '-')
})
