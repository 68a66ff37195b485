// What is kept and undone together: transactions.
import { localStorage, memoryLocks, sleep, task, transaction, type TransactionOptions } from 'millrace'
import { broken, failsBefore, note, outcome, scenario } from './scenario.ts'

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
