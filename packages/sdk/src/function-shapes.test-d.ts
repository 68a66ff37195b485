// What functions of every shape become as tasks and flows: generic, overloaded, with rest parameters, generators, `any`.
import { expectTypeOf } from 'vitest'
import type { BackgroundFuture } from './background/background-future.ts'
import { flow } from './flow.ts'
import { allowFailure, unmapped } from './futures/annotations.ts'
import { asCompleted } from './futures/as-completed.ts'
import type { TaskFuture } from './futures/task-future.ts'
import type { TaskFutures } from './futures/task-futures.ts'
import { wait } from './futures/wait-for.ts'
import type { RunState } from './states/run-state.ts'
import { Completed } from './states/returned.ts'
import { task } from './task.ts'

interface Row {
  readonly id: number
  readonly name?: string
}

const count = task(async function count(text: string) {
  return text.length
})
const name = task(async function name(id: number) {
  return `row ${id}`
})

// Generic functions stay generic where they are called; where arguments may be futures, a parameter has what it extends.
const first = task(async function first<Item extends Row>(items: readonly Item[]): Promise<Item | undefined> {
  return items[0]
})
expectTypeOf(first([{ id: 1, name: 'a', more: true }])).resolves.toEqualTypeOf<{ id: number; name: string; more: boolean } | undefined>()
expectTypeOf(first.submit([{ id: 1 }])).toEqualTypeOf<TaskFuture<Row | undefined>>()
// @ts-expect-error: rows have an id
void first([{ name: 'a' }])
// @ts-expect-error: rows have an id, also where they are submitted
first.submit([{ name: 'a' }])

// Overloads stay where a function is asynchronous; `submit` knows the last one.
function parsed(text: string): Promise<string>
function parsed(text: string, as: 'number'): Promise<number>
async function parsed(text: string, as?: 'number'): Promise<string | number> {
  return as === 'number' ? Number(text) : text
}
const parse = task(parsed)
expectTypeOf(parse('1')).resolves.toEqualTypeOf<string>()
expectTypeOf(parse('1', 'number')).resolves.toEqualTypeOf<number>()
expectTypeOf(parse.submit('1', 'number')).toEqualTypeOf<TaskFuture<number>>()

// Rest parameters, alone and behind others, take futures one by one.
const joined = task(async function joined(separator: string, ...parts: readonly (string | number)[]) {
  return parts.join(separator)
})
expectTypeOf(joined).parameters.toEqualTypeOf<[separator: string, ...parts: (string | number)[]]>()
joined.submit('-', 1, name.submit(1), count.submit('a'))
expectTypeOf(joined.map('-', [1, 2], ['a', name.submit(3)])).toEqualTypeOf<TaskFutures<string>>()
// @ts-expect-error: a part is no object
joined.submit('-', {})

// Optional and default parameters may be left out, and be futures.
const page = task(async function page(url: string, size = 10, options?: { readonly retries?: number }) {
  return { url, size, retries: options?.retries ?? 0 }
})
page.submit('/')
page.submit('/', count.submit('a'), { retries: count.submit('a') })
page.map(['/a', '/b'], undefined, { retries: 1 })
// @ts-expect-error: a size is a number
page.submit('/', name.submit(1))

// A map goes over several iterables at once; what is iterable itself has to be said to be meant as it is.
const pick = task(async function pick(row: Row, columns: readonly string[], at: ReadonlyMap<string, number>) {
  return columns.map((column) => `${row.id} ${at.get(column) ?? 0}`)
})
const rows: readonly Row[] = [{ id: 1 }]
const columns = unmapped(['a'])
expectTypeOf(pick.map(rows, columns, unmapped(new Map()))).toEqualTypeOf<TaskFutures<string[]>>()
pick.map(new Set(rows), [['a'], ['b']], unmapped(new Map()))
pick.map({ id: 1 }, [['a']], [new Map([['a', 1]])])
// @ts-expect-error: a map would be gone through
pick.map(rows, columns, new Map())
// @ts-expect-error: how many runs that makes is not known before it ends
count.map(joined.submit('-').result())
// @ts-expect-error: nor is that of a future
count.map(task(async () => ['a', 'b']).submit())

// What has failed may be among others, where errors are taken.
const summary = task(async function summary(counts: readonly (number | Error)[], { of }: { readonly of: string | Error }) {
  return counts.length + String(of).length
})
const counts = count.map(['a', 'b'])
summary.submit(
  counts.all().map((future) => allowFailure(future)),
  { of: allowFailure(name.submit(1)) },
)
// @ts-expect-error: names are no numbers
summary.submit([allowFailure(name.submit(1))], { of: 'a' })

// Futures of several types keep each its own; states and results are of one of them.
const both = [count.submit('a'), name.submit(1)] as const
expectTypeOf(await Promise.all(both)).toEqualTypeOf<[number, string]>()
for await (const { future, state } of asCompleted(both)) {
  expectTypeOf(state).toEqualTypeOf<RunState<number | string>>()
  expectTypeOf(future).toEqualTypeOf<TaskFuture<number | string>>()
}
const { done } = await wait([count.submit('a'), name.submit(1)], { timeoutSeconds: 1 })
expectTypeOf(done).toEqualTypeOf<readonly (TaskFuture<number> | TaskFuture<string>)[]>()

// Generators stream where they are called, and come to a list where they are submitted.
const pages = task(async function* pages(last: number) {
  for (let each = 1; each <= last; each += 1) yield { each }
  return 'end'
})
expectTypeOf(pages(3)).toEqualTypeOf<AsyncGenerator<{ each: number }, string, void>>()
expectTypeOf(pages.submit(3)).toEqualTypeOf<TaskFuture<{ each: number }[]>>()
expectTypeOf(pages.map([1, 2])).toEqualTypeOf<TaskFutures<{ each: number }[]>>()
expectTypeOf(
  flow(function* letters() {
    yield 'a'
  })(),
).toEqualTypeOf<AsyncGenerator<string, void, void>>()

// A function that answers `any`, as much of JavaScript does, is no generator.
const read = task((text: string) => JSON.parse(text))
expectTypeOf(read('{}')).toExtend<Promise<unknown>>()
expectTypeOf(read('{}')).resolves.toBeAny()
expectTypeOf(read.submit('{}').result()).resolves.toBeAny()
expectTypeOf(flow(async (text: string) => JSON.parse(text))('{}')).resolves.toBeAny()

// What always throws answers nothing; what answers a value now or later answers it later.
const throws = task(async function throws(): Promise<never> {
  throw new Error('always')
})
expectTypeOf(throws()).toEqualTypeOf<Promise<never>>()
const perhaps = task(function perhaps(now: boolean): number | Promise<string> {
  return now ? 1 : Promise.resolve('later')
})
expectTypeOf(perhaps(true)).toEqualTypeOf<Promise<number | string>>()

// States stand for their data, also beside plain results, and through futures.
const stated = task(async function stated(n: number) {
  return n > 1 ? Completed({ data: n, name: 'Large' }) : 'small'
})
expectTypeOf(stated(1)).resolves.toEqualTypeOf<number | 'small'>()
expectTypeOf(stated.returnState(1)).resolves.toEqualTypeOf<RunState<number | 'small'>>()

// Other options change nothing of all this.
expectTypeOf(first.withOptions({ retries: 1 })).toEqualTypeOf<typeof first>()
expectTypeOf(pages.withOptions({ name: 'other' })(1)).toEqualTypeOf<AsyncGenerator<{ each: number }, string, void>>()
expectTypeOf(joined.withOptions({ tags: ['a'] }).delay('-', 1)).toEqualTypeOf<BackgroundFuture<string>>()
