// Attempts: retries, time limits, hooks, pauses.
import {
  Cancelled,
  Completed,
  Crashed,
  Failed,
  flowRun,
  getClient,
  pause,
  resumeFlowRun,
  type RunState,
  sleep,
  task,
  taskRun,
} from 'millrace'
import { double, failsBefore, hook, note, outcome, scenario } from './scenario.ts'

scenario('retried', async () => await failsBefore(3, { retries: 2 })())

scenario('retries-used-up', async () => note(await outcome(failsBefore(9, { retries: 1 }))))

scenario('retried-later', async () => await failsBefore(2, { retries: 1, retryDelaySeconds: 0.2 })())

scenario('retried-if-worth-it', async () => note(await outcome(failsBefore(9, { retries: 3, retryIf: () => false }))))

scenario(
  'flow-retried',
  async () => {
    note(`run ${flowRun().runCount}`)
    await double(1)
    if (flowRun().runCount === 1) throw new Error('again')
    return 'done'
  },
  { retries: 1 },
)

scenario(
  'flow-retried-in-vain',
  () => {
    note(`run ${flowRun().runCount}`)
    throw new Error('again')
  },
  { retries: 1, retryDelaySeconds: 1 },
)

scenario('task-times-out', async () => {
  const slow = task({ name: 'slow', timeoutSeconds: 0.2 }, async () => await sleep(2.5))
  note((await slow.returnState()).name)
})

scenario('task-times-out-and-is-retried', async () => {
  let calls = 0
  const slow = task({ name: 'slow', timeoutSeconds: 2, retries: 1 }, async () => {
    calls += 1
    if (calls === 1) await sleep(20)
    return calls
  })
  note(String(await slow()))
})

scenario('mapped-tasks-time-out', async () => {
  const calls = [0, 0, 0]
  const slow = task({ name: 'slow', timeoutSeconds: 2, retries: 1 }, async (n: number) => {
    calls[n] = (calls[n] ?? 0) + 1
    // The second is too slow once, the third always.
    if (n === 2 || (n === 1 && calls[n] === 1)) await sleep(20)
    return n
  })
  const states = await slow.map([0, 1, 2]).wait()
  note(states.map(({ name }) => name).join(' '))
  note(calls.join(' '))
})

scenario('jittered', async () => {
  const seen = new Set<number>()
  const once = task({ name: 'jittered', retries: 1, retryDelaySeconds: 1, retryJitterFactor: 0.5 }, async (n: number) => {
    if (seen.has(n)) return n
    seen.add(n)
    throw new Error('once')
  })
  const results = await once.map(Array.from({ length: 10 }, (_, n) => n))
  note(String(results.reduce((sum, n) => sum + n, 0)))
})

scenario('flow-times-out', async () => await sleep(5), { timeoutSeconds: 0.5 })

scenario(
  'returned-failure-is-retried',
  () => {
    note(`run ${flowRun().runCount}`)
    return Failed({ message: 'by decision' })
  },
  { retries: 1 },
)

scenario('task-returns-states', async () => {
  let calls = 0
  const returns = task({ name: 'returns', retries: 1 }, async (index: number): Promise<RunState> => {
    calls += 1
    return [Completed({ message: 'fine', data: 1 }), Failed({ message: 'no' }), Cancelled(), Crashed()][index] ?? Completed()
  })
  for (const index of [0, 1, 2, 3]) note((await returns.returnState(index)).name)
  note(String(calls))
})

scenario(
  'hooks-of-flow',
  () => {
    note(`run ${flowRun().runCount}`)
    if (flowRun().runCount === 1) throw new Error('again')
  },
  {
    retries: 1,
    onRunning: hook('hooks-of-flow', 'running'),
    onCompletion: hook('hooks-of-flow', 'completed'),
    onFailure: hook('hooks-of-flow', 'failed'),
    onCancellation: hook('hooks-of-flow', 'cancelled'),
    onCrashed: hook('hooks-of-flow', 'crashed'),
  },
)

scenario('hooks-of-task', async () => {
  const hooks = {
    onRunning: hook('hooks-of-task', 'running'),
    onCompletion: hook('hooks-of-task', 'completed'),
    onFailure: hook('hooks-of-task', 'failed'),
  }
  await failsBefore(2, { retries: 1, ...hooks })('a')
  note((await failsBefore(9, { retries: 1, ...hooks }).returnState('b')).name)
})

scenario('hook-that-fails', async () => {
  const bad = (): void => {
    note('bad')
    throw new Error('hook')
  }
  return await task({ name: 'watched', onCompletion: [bad, hook('hook-that-fails', 'after')] }, async () => 1)()
})

scenario('paused', async () => {
  const resume = task({ name: 'resume' }, async () => {
    const client = await getClient()
    const { id } = flowRun()
    for (let look = 0; look < 100; look += 1) {
      const { state_type: type } = await client.flowRuns.read({ params: { id } })
      if (type === 'PAUSED') return await resumeFlowRun(id)
      await sleep(0.1)
    }
  })
  const future = resume.submit()
  await pause({ timeoutSeconds: 60 })
  note('resumed')
  await future.wait()
})

scenario('sleeps-until-due', async () => {
  const due = task({ name: 'due', retries: 2, retryDelaySeconds: [0.1, 0.2] }, async () => {
    note(`run ${taskRun().runCount}`)
    throw new Error('again')
  })
  note(await outcome(due))
})
