// What is kept and undone: caches, transactions, locks.
import {
  cacheBy,
  type CacheOptions,
  type CachePolicy,
  fileLocks,
  flow,
  localStorage,
  type LockManager,
  memoryLocks,
  sleep,
  task,
  type Task,
  transaction,
  type TransactionOptions,
} from 'millrace'
import { broken, failsBefore, note, outcome, scenario } from './scenario.ts'

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
  const square = cached({ by: cacheBy.inputs, forSeconds: 1 })
  await square(90)
  await square(90)
  await sleep(1.2)
  await square(90)
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
const lockedBy = (locks: LockManager, name: string): Task<(n: number) => Promise<number>> =>
  task({ name, cache: { by: cacheBy.source, isolationLevel: 'SERIALIZABLE', locks } }, async (n: number) => {
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

scenario('locks-are-missing', async () => {
  note((await cached({ by: cacheBy.source, isolationLevel: 'SERIALIZABLE' }, 'unlocked').returnState(1)).name)
})

/** A task whose hooks note that it is committed or rolled back. */
const undoable = (name: string, fails = false, extra: { readonly commit?: () => void; readonly rollback?: () => void } = {}) =>
  task(
    {
      name,
      onCommit: [() => note(`${name} committed`), ...(extra.commit === undefined ? [] : [extra.commit])],
      onRollback: [() => note(`${name} rolled back`), ...(extra.rollback === undefined ? [] : [extra.rollback])],
    },
    async () => {
      note(`${name} runs`)
      if (fails) throw new Error(name)
    },
  )

const noted = async (steps: () => unknown): Promise<void> => note((await outcome(steps)).replace('undefined', 'None'))

scenario('committed', async () => {
  await transaction(async () => {
    await undoable('one')()
    await undoable('two')()
    note('end')
  })
})

scenario('rolled-back', async () => {
  await noted(() =>
    transaction(async () => {
      await undoable('one')()
      await undoable('two')()
      await undoable('three', true)()
    }),
  )
})

scenario('rolled-back-though-caught', async () => {
  await transaction(async () => {
    await undoable('one')()
    note(await outcome(undoable('two', true)))
    note('end')
  })
})

scenario('rolled-back-by-other-error', async () => {
  await noted(() =>
    transaction(async () => {
      await undoable('one')()
      throw new Error('in the flow')
    }),
  )
})

scenario('retried-in-transaction', async () => {
  await noted(() =>
    transaction(async () => {
      await undoable('one')()
      await failsBefore(2, { retries: 1 })('in-transaction')
      await undoable('two')()
    }),
  )
})

scenario('hooks-without-transaction', async () => {
  await undoable('one')()
  note(await outcome(undoable('two', true)))
})

const twoSteps = (options: TransactionOptions, last: boolean) => async () => {
  await transaction(options, async () => {
    await undoable('one')()
    if (last) await undoable('two', true)()
  })
}

scenario('eager', async () => await noted(twoSteps({ commitMode: 'EAGER' }, true)))

scenario('off', twoSteps({ commitMode: 'OFF' }, false))

scenario('nested-transactions', async () => {
  await noted(() =>
    transaction(async () => {
      await undoable('outer')()
      await transaction(async () => await undoable('inner')())
      note('between')
      await undoable('last', true)()
    }),
  )
})

scenario('nested-eager', async () => {
  await noted(() =>
    transaction(async () => {
      await undoable('outer')()
      await transaction({ commitMode: 'EAGER' }, async () => await undoable('inner')())
      await undoable('last', true)()
    }),
  )
})

scenario('nested-tasks-undone', async () => {
  const around = task({ name: 'around' }, async () => {
    await undoable('one')()
    await undoable('two', true)()
  })
  await noted(around)
})

scenario('values-of-transactions', async () => {
  await transaction(async (outer) => {
    outer.set('a', 1)
    await transaction(async (within) => {
      note(`${within.get<number>('a')} ${within.get('b', 'none')}`)
      within.set('a', 2)
      note(await outcome(() => within.get('missing')))
    })
    note(String(outer.get('a')))
  })
})

const resultStorage = localStorage(`${process.env['MILLRACE_HOME']}/by-key`)
const asPython = (flag: boolean): string => (flag ? 'True' : 'False')

scenario('done-once-by-key', async () => {
  for (const value of ['first', 'second']) {
    const state = await transaction({ key: 'done-once', resultStorage }, async (tx) => {
      note(asPython(tx.isCommitted))
      if (!tx.isCommitted) tx.stage(value)
      return tx
    })
    note(state.state)
  }
})

scenario('done-anew-by-key', async () => {
  for (const value of ['first', 'second'])
    await transaction({ key: 'done-anew', resultStorage, overwrite: true }, async (tx) => {
      note(asPython(tx.isCommitted))
      tx.stage(value)
    })
})

scenario('staged-hooks', async () => {
  const steps = (fails: boolean) => async () =>
    await transaction(async (tx) => {
      tx.stage('value', { onRollback: () => note('staged rolled back'), onCommit: () => note('staged committed') })
      if (fails) throw new Error('no')
    })
  await steps(false)()
  await noted(steps(true))
})

const fail = (): void => {
  throw new Error('hook')
}

scenario('commit-hook-that-fails', async () => {
  await noted(() =>
    transaction(async () => {
      await undoable('one')()
      await undoable('bad', false, { commit: fail })()
    }),
  )
})

scenario('rollback-hook-that-fails', async () => {
  await noted(() =>
    transaction(async () => {
      await undoable('one')()
      await undoable('bad', false, { rollback: fail })()
      await broken()
    }),
  )
})

scenario('one-at-a-time-by-key', async () => {
  const locks = memoryLocks()
  const alone = task({ name: 'alone' }, async () => {
    await transaction({ key: 'alone', resultStorage, isolationLevel: 'SERIALIZABLE', locks }, async (tx) => {
      if (tx.isCommitted) return
      note('alone works')
      await sleep(0.3)
      tx.stage('value')
    })
  })
  for (const future of [alone.submit(), alone.submit(), alone.submit()]) await future
})
