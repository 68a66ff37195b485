// How runs end one in another: time limits, hooks, suspension, generators, results that are kept.
import { cacheBy, Cancelled, fileLocks, flow, flowRun, localStorage, sleep, suspend, task, transaction } from 'millrace'
import { broken, double, hook, note, outcome, scenario } from './scenario.ts'

scenario('subflow-times-out', async () => {
  const slowChild = flow({ name: 'slow-child', timeoutSeconds: 0.5 }, async () => await sleep(5))
  note(await outcome(slowChild))
  note((await slowChild.returnState()).name)
  return 'went on'
})

scenario('subflow-is-cancelled', async () => {
  const stoppedChild = flow({ name: 'stopped-child' }, async () => Cancelled({ message: 'by decision' }))
  note(await outcome(stoppedChild))
  note((await stoppedChild.returnState()).name)
  return 'went on'
})

scenario('subflow-that-nobody-looked-at', async () => {
  const failingChild = flow({ name: 'failing-child' }, async () => await broken.returnState())
  await failingChild.returnState()
  return 'went on'
})

scenario(
  'parent-is-retried',
  async () => {
    const steadyChild = flow({ name: 'steady-child' }, async () => 1)
    note(`${flowRun().runCount} ${await steadyChild()}`)
    if (flowRun().runCount === 1) throw new Error('again')
  },
  { retries: 1 },
)

/** Two hooks of a kind, which note their state under this scenario. */
const hooks = (of: string, kind: string): ReturnType<typeof hook>[] => [1, 2].map((n) => hook('hooks-in-order', `${of} ${kind} ${n}`))

scenario(
  'hooks-in-order',
  async () => {
    const inside = task({ name: 'inside', onRunning: hooks('task', 'running'), onCompletion: hooks('task', 'completion') }, async () =>
      note('inside'),
    )
    const hookedChild = flow(
      { name: 'hooked-child', onRunning: hooks('child', 'running'), onFailure: hooks('child', 'failure') },
      async () => {
        await inside()
        throw new Error('child')
      },
    )
    note(await outcome(hookedChild))
  },
  { onRunning: hooks('flow', 'running'), onCompletion: hooks('flow', 'completion') },
)

scenario('suspend-without-deployment', async () => note(await outcome(() => suspend({ timeoutSeconds: 60 }))))

scenario('generator-that-fails', async () => {
  const half = task({ name: 'half' }, async function* half() {
    yield 1
    throw new Error('half')
  })
  const read = async (): Promise<void> => {
    for await (const n of half()) note(String(n))
  }
  note(await outcome(read))
})

scenario('generator-left-early', async () => {
  const endless = task({ name: 'endless' }, async function* endless() {
    for (;;) yield 1
  })
  for await (const n of endless()) {
    note(String(n))
    break
  }
})

scenario('generator-submitted', async () => {
  const count = task({ name: 'count' }, async function* count(n: number) {
    for (let index = 0; index < n; index += 1) yield index
  })
  note(`[${(await count.submit(3)).join(', ')}]`)
})

scenario('kept-in-one-run', async () => {
  const kept = task({ name: 'kept', persistResult: true }, async (n: number) => {
    note(`kept runs ${n}`)
    return n
  })
  for (const n of [1, 1, 2]) note(String(await kept(n)))
})

scenario('kept-by-name', async () => {
  const kept = task({ name: 'kept-by-name', resultStorageKey: '{flowRun.flowName}-{parameters.n}' }, async (n: number) => {
    note(`kept runs ${n}`)
    return n
  })
  for (const n of [1, 1, 2]) note(String(await kept(n)))
})

scenario('policies-together', async () => {
  const cache = cacheBy.inputs.plus(cacheBy.source).plus(cacheBy.runId).minus('_debug')
  const together = task({ name: 'together', cache }, async (n: number, _debug = false) => {
    note(`together runs ${n}`)
    return n
  })
  await together(1)
  await together(1, true)
  await together(2)
})

scenario('serializable-without-key', async () => {
  note(await outcome(() => transaction({ isolationLevel: 'SERIALIZABLE' }, async () => note(String(await double(1))))))
})

scenario('serializable-without-locks', async () => {
  note(await outcome(() => transaction({ key: 'unlocked', isolationLevel: 'SERIALIZABLE' }, () => note('never here'))))
})

scenario('serializable-by-files', async () => {
  const home = process.env['MILLRACE_HOME'] ?? ''
  const locks = fileLocks(`${home}/transaction-locks`)
  const resultStorage = localStorage(`${home}/by-files`)
  for (const _ of [1, 2])
    await transaction({ key: 'by-files', resultStorage, locks, isolationLevel: 'SERIALIZABLE' }, async (tx) => {
      note(tx.isCommitted ? 'True' : 'False')
      if (!tx.isCommitted) tx.stage('value')
    })
})

scenario('caught-in-a-task', async () => {
  const around = task({ name: 'around' }, async () => await outcome(broken))
  note(await around())
})
