import { expectTypeOf } from 'vitest'
import { asCompleted } from './futures/as-completed.ts'
import { allowFailure, unmapped } from './futures/annotations.ts'
import type { TaskFuture } from './futures/task-future.ts'
import type { TaskFutures } from './futures/task-futures.ts'
import type { RunState } from './states/run-state.ts'
import { task } from './task.ts'

const fetchPrice = task(
  { retries: 3, retryDelaySeconds: [1, 5, 30], cache: { by: 'inputs', forSeconds: 3600 } },
  async function fetchPrice(symbol: string, currency = 'EUR'): Promise<number> {
    return symbol.length + currency.length
  },
)
const future = fetchPrice.submit('A')

expectTypeOf(fetchPrice).parameters.toEqualTypeOf<[symbol: string, currency?: string | undefined]>()
expectTypeOf(fetchPrice('A')).toEqualTypeOf<Promise<number>>()

// A future is awaited to the result; its states are asked for.
expectTypeOf(future).toEqualTypeOf<TaskFuture<number>>()
expectTypeOf<Awaited<typeof future>>().toEqualTypeOf<number>()
expectTypeOf(future.result()).toEqualTypeOf<Promise<number>>()

// A map is awaited to all results, and iterated to futures.
const futures = fetchPrice.map(['A', 'B'])
expectTypeOf(futures).toEqualTypeOf<TaskFutures<number>>()
expectTypeOf<Awaited<typeof futures>>().toEqualTypeOf<number[]>()
expectTypeOf([...futures]).toEqualTypeOf<TaskFuture<number>[]>()

// Arguments of submit and map may be futures, also in lists and objects.
const total = task(async function total(prices: number[], { scale }: { scale: number }) {
  return prices.length * scale
})
total.submit(futures, { scale: future })
total.submit([1, future], { scale: 2 })
total.map([[1], [2]], { scale: 1 })
total.map(unmapped([1, 2]), [{ scale: 1 }, { scale: future }])
fetchPrice.map(['A', 'B'], 'USD')
// @ts-expect-error: a future of a number is no symbol
fetchPrice.submit(future)
// @ts-expect-error: a list is mapped over; this one would have to be a list of lists, or unmapped
total.map([1, 2], { scale: 1 })
// @ts-expect-error: numbers are no symbols
fetchPrice.map([1, 2])

// A failure is allowed only where the task takes an error.
const describeIt = task(async function describeIt(price: number | Error) {
  return String(price)
})
describeIt.submit(allowFailure(future))
// @ts-expect-error: total takes no error
total.submit(allowFailure(futures.at(0)), { scale: 1 })

// States, background runs and other options keep the result's type.
expectTypeOf(fetchPrice.returnState('A')).resolves.toEqualTypeOf<RunState<number>>()
expectTypeOf(future.wait()).resolves.toEqualTypeOf<RunState<number>>()
expectTypeOf(fetchPrice.withOptions({ retries: 1 })).toEqualTypeOf<typeof fetchPrice>()
expectTypeOf<Awaited<ReturnType<typeof fetchPrice.delay>>>().toEqualTypeOf<number>()
expectTypeOf(asCompleted(futures)).toExtend<AsyncIterable<{ readonly state: RunState<number> }>>()
// @ts-expect-error: a number is no symbol
void fetchPrice(7)
// @ts-expect-error: a symbol must be given
void fetchPrice()
// @ts-expect-error: a number is no symbol, for background runs either
fetchPrice.delay(7)
// @ts-expect-error: the option is called `retries`
fetchPrice.withOptions({ retry: 1 })
// @ts-expect-error: the option is called `logPrints`
void task({ log_prints: true }, async () => 1)
// @ts-expect-error: a price is no text
void ((await future) satisfies string)

// Results of one task are arguments of the next, also by name and in lists.
const shout = task(async function shout(texts: readonly string[]) {
  return texts.map((text) => text.toUpperCase())
})
expectTypeOf<Awaited<ReturnType<typeof shout.submit>>>().toEqualTypeOf<string[]>()
shout.submit([describeIt.submit(1), 'b'])
// @ts-expect-error: prices are no texts
shout.submit(futures)
