import { expectTypeOf } from 'vitest'
import { allowFailure, unmapped } from './futures/annotations.ts'
import type { TaskFuture } from './futures/task-future.ts'
import type { TaskFutures } from './futures/task-futures.ts'
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
