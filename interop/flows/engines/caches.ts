// What is not done again: caches and locks.
import {
  cacheBy,
  type CacheOptions,
  type CachePolicy,
  fileLocks,
  flow,
  type LockManager,
  memoryLocks,
  redisLocks,
  sleep,
  task,
  type Task,
} from 'millrace'
import { failsBefore, note, outcome, scenario } from './scenario.ts'

/** A task that notes each time it is really run. */
const cached = (cache: CacheOptions | CachePolicy, name = 'cached'): Task<(n: number, debug?: boolean) => Promise<number>> =>
  task({ name, cache }, async (n: number, _debug = false) => {
    note(`${name} runs ${n}`)
    return n * n
  })

scenario('cached-by-inputs', async () => {
  const square = cached(cacheBy.inputs)
  for (const n of [2, 2, 3]) note(String(await square(n)))
})

scenario('cached-by-inputs-but-one', async () => {
  const square = cached(cacheBy.inputs.minus('_debug'))
  await square(20, true)
  await square(20, false)
})

scenario('cached-by-source', async () => {
  const square = cached(cacheBy.source, 'by-source')
  await square(30)
  note(String(await square(31)))
})

scenario('same-source-other-name', async () => {
  const square = cached(cacheBy.source, 'of-another-name')
  note(String(await square(32)))
})

const inner = flow({ name: 'inner' }, async (square: () => Promise<number>) => await square())

scenario('cached-by-run', async () => {
  const square = cached(cacheBy.runId)
  await square(40)
  await square(41)
  await inner(() => square(42))
})

scenario('cached-by-flow-parameters', async () => {
  const byParameters = task({ name: 'by-parameters', cache: cacheBy.flowParameters }, async () => note('by-parameters runs'))
  const withParameters = flow({ name: 'with-parameters' }, async (day: number) => void (day > 0 && (await byParameters())))
  for (const day of [1, 1, 2]) await withParameters(day)
})

scenario('cached-by-both', async () => {
  const square = cached(cacheBy.inputs.plus(cacheBy.runId))
  await square(50)
  await square(50)
  await square(51)
  await inner(() => square(50))
})

scenario('cached-by-own-key', async () => {
  const square = cached({ by: ({ parameters }) => `own-${Number(parameters['n']) % 2}` })
  note(String(await square(60)))
  note(String(await square(62)))
  note(String(await square(61)))
})

scenario('own-key-of-nothing', async () => {
  const square = cached({ by: () => undefined })
  await square(70)
  await square(70)
})

scenario('own-key-that-fails', async () => {
  const square = cached({ by: () => String(JSON.parse('{')) })
  await square(75)
  await square(75)
})

scenario('not-cached', async () => {
  const square = cached(cacheBy.nothing)
  await square(80)
  await square(80)
})

scenario('cache-expires', async () => {
  const lasting = cached({ by: cacheBy.inputs, forSeconds: 3600 })
  await lasting(90)
  await lasting(90)
  const fleeting = cached({ by: cacheBy.inputs, forSeconds: 0.1 })
  await fleeting(91)
  await sleep(0.3)
  await fleeting(91)
})

scenario('cache-refreshed', async () => {
  const square = cached(cacheBy.inputs)
  await square(100)
  await square.withOptions({ cache: { by: cacheBy.inputs, refresh: true } })(100)
  await square(100)
})

scenario('cache-and-retries', async () => {
  const flaky = failsBefore(2, { retries: 2, cache: cacheBy.inputs })
  note(String(await flaky('cache-and-retries')))
  note(String(await flaky('cache-and-retries')))
})

scenario('failures-are-not-cached', async () => {
  const flaky = failsBefore(2, { cache: cacheBy.inputs })
  for (let call = 0; call < 3; call += 1) note(await outcome(() => flaky('failures')))
})

scenario('cached-submitted', async () => {
  const square = cached(cacheBy.inputs)
  for (let call = 0; call < 2; call += 1) note((await square.submit(110).wait()).name)
})

/** A task of which runs with the same key wait for each other. */
const lockedBy = (locks: LockManager, name: string, by = cacheBy.source): Task<(n: number) => Promise<number>> =>
  task({ name, cache: { by, isolationLevel: 'SERIALIZABLE', locks } }, async (n: number) => {
    note('shared runs')
    await sleep(0.3)
    return n
  })

scenario('locked-in-memory', async () => {
  note(String(new Set(await lockedBy(memoryLocks(), 'in-memory').map([1, 2, 3])).size))
})

scenario('locked-by-files', async () => {
  const locks = fileLocks(`${process.env['MILLRACE_HOME']}/locks`)
  const square = cached({ by: cacheBy.inputs, isolationLevel: 'SERIALIZABLE', locks })
  note(String(await square(120)))
  note(String(await square(120)))
})

const redis = process.env['TEST_REDIS_PORT']
if (redis !== undefined)
  scenario('locked-by-redis', async () => {
    const results = await lockedBy(redisLocks(`redis://127.0.0.1:${redis}`), 'by-redis', cacheBy.inputs).map([130, 130, 130])
    note(`[${results.join(', ')}]`)
  })

scenario('locks-are-missing', async () => {
  note((await cached({ by: cacheBy.source, isolationLevel: 'SERIALIZABLE' }, 'unlocked').returnState(1)).name)
})
