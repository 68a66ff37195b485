import { flow, task } from 'millrace'

const weigh = task(async function weigh(city: string) {
  return city.length
})

// Runs of fixed names: how a page looks, and what is found wrong with it, is the same each time.

/** What the tests of the web UI look at: one that completes and one that fails. */
const shown = flow({ name: 'shown-flow', flowRunName: 'steady-heron' }, async function shown(cities: string[]) {
  return Promise.all(cities.map((city) => weigh(city)))
})

const failing = flow({ name: 'failing-flow', flowRunName: 'broken-lantern' }, async function failing() {
  throw new Error('loss is NaN')
})

await shown(['Kyoto', 'Quito'])
await failing().catch(() => undefined)
