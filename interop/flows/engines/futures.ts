// Futures, mapping, subflows, and what flows and tasks return.
import { allowFailure, asCompleted, Cancelled, Completed, Failed, flow, task, taskRun, unmapped, wait } from 'millrace'
import { broken, double, note, outcome, scenario } from './scenario.ts'

const namesOf = (states: readonly { readonly name: string }[]): string => states.map(({ name }) => name).join(' ')

scenario('failing-map', async () => {
  note(namesOf(await broken.map([1, 2]).wait()))
  note(namesOf(await double.map([1, 2]).wait()))
})

scenario('failing-map-awaited', async () => {
  const odd = task({ name: 'odd' }, async (n: number) => {
    if (n % 2 === 1) throw new Error(String(n))
    return n
  })
  return await odd.map([0, 1, 2])
})

scenario('allowed-failure', async () => {
  const tell = task({ name: 'tell' }, async (value: unknown) => (value instanceof Error ? 'ValueError' : String(value)))
  note(await tell.submit(allowFailure(broken.submit())))
  note(await tell.submit(allowFailure(double.submit(2))))
})

scenario('upstream-failed', async () => {
  note((await double.submit(broken.submit()).wait()).name)
  return 'went on'
})

// A promise of a flow would take the future for its result: a list of one hands it on.
scenario('upstream-failed-and-returned', () => [double.submit(broken.submit())])

scenario('waits-for-failed', async () => {
  note(
    (
      await double
        .withOptions({ waitFor: [broken.submit()] })
        .submit(1)
        .wait()
    ).name,
  )
})

scenario('failure-nobody-looked-at', async () => {
  await broken.submit().wait()
  return 'all the same'
})

scenario('returns-future-that-failed', () => broken.submit())

scenario('returns-future', () => double.submit(4))

scenario('returns-futures', () => [double.submit(1), broken.submit()])

scenario('returns-states', async () => [await double.returnState(1), await double.returnState(2)])

scenario('returns-failed-state', async () => await broken.returnState())

scenario('returns-state-that-is-not-ready', async () => await double.submit(broken.submit()).wait())

scenario('returns-cancelled-state', async () => {
  const stopped = task({ name: 'stopped' }, async () => Cancelled({ message: 'by the task' }))
  return await stopped.returnState()
})

scenario('returns-skipped-state', async () => {
  const skipped = task({ name: 'skipped' }, async () => Completed({ name: 'Skipped', message: 'by the task', data: 1 }))
  return await skipped.returnState()
})

scenario('returns-named-state', () => Completed({ name: 'Skipped', message: 'nothing to do', data: 3 }))

scenario('returns-failed', () => Failed({ message: 'by decision' }))

scenario('returns-cancelled', () => Cancelled({ message: 'by decision' }))

const child = flow({ name: 'child' }, async (fails = false) => {
  await double(1)
  if (fails) throw new Error('child')
  return 'child'
})

scenario('subflows', async () => {
  note(await outcome(child))
  note(await outcome(() => child(true)))
  note((await child.returnState(true)).name)
})

scenario('nested-tasks', async () => {
  const outer = task({ name: 'outer' }, async (n: number) => (await double(n)) + (await double.submit(n)))
  return await outer(3)
})

scenario('generator', async () => {
  const count = task({ name: 'count' }, async function* count(n: number) {
    for (let index = 0; index < n; index += 1) yield index
  })
  for await (const n of count(3)) note(String(n))
})

scenario('named-runs', async () => {
  const greet = task({ name: 'greet', taskRunName: 'greet {name}' }, async (name: string) => (name === '' ? '' : taskRun().name))
  note(await greet('Ada'))
  note(await greet.submit('Grace'))
})

scenario('mapped', async () => {
  const add = task({ name: 'add' }, async (a: number, b: number, c: number[]) => a + b + c.reduce((sum, each) => sum + each, 0))
  const shown = (values: readonly unknown[]): string => `[${values.join(', ')}]`
  note(shown(await add.map([1, 2], 10, unmapped([1, 1]))))
  note(await outcome(async () => await add.map([1, 2], [1], unmapped([1]))))
  note(shown(await double.map([])))
  note(shown(await double.map(double.map([1, 2]))))
})

scenario('completed-in-order', async () => {
  const gates = Array.from({ length: 3 }, () => Promise.withResolvers<void>())
  const pass = task({ name: 'pass' }, async (gate: number) => {
    await gates[gate]?.promise
    return gate
  })
  const open = (gate: number): void => gates[gate]?.resolve()
  const futures = [0, 1, 2].map((gate) => pass.submit(gate))
  open(1)
  await futures[1]
  const { done, notDone } = await wait(futures, { timeoutSeconds: 0.3 })
  note(`${done.length} ${notDone.length}`)
  const order: number[] = []
  for await (const { state } of asCompleted(futures)) {
    order.push(state.result())
    open(order.length === 1 ? 2 : 0)
  }
  note(order.join(' '))
})
