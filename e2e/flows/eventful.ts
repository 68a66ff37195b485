import { flow, logger, sleep, task } from 'millrace'

const extract = task({ name: 'extract' }, async function extract(city: string) {
  logger().info(`reads ${city} from https://example.com/${city}`)
  await sleep(0.06)
  return city.length
})

let tries = 0
const flaky = task({ name: 'flaky', retries: 2, retryDelaySeconds: 0.2 }, async function flaky(sizes: number[]) {
  tries += 1
  logger().warn(`attempt ${tries}`)
  await sleep(0.08)
  if (tries < 3) throw new Error('upstream refused')
  return sizes.reduce((sum, size) => sum + size, 0)
})

const item = task({ name: 'item' }, async function item(number: number) {
  await sleep(0.01 + (number % 7) * 0.01)
  if (number === 17) throw new Error('item 17 is broken')
  return number
})

// Runs of fixed names: how a page looks, and what is found wrong with it, is the same each time.
const load = flow({ name: 'load', flowRunName: 'quiet-barge' }, async function load(total: number) {
  await extract('below')
  return total
})

/** What the tests of a run's page look at: retries, many task runs of one task, a subflow run, dependencies, an error. */
const eventful = flow({ name: 'eventful', flowRunName: 'restless-otter' }, async function eventful(cities: string[], title: string) {
  const log = logger()
  log.info(`begins with ${title}`)
  const sizes = cities.map((city) => extract.submit(city))
  const total = await flaky.submit(sizes)
  await load(total)
  await Promise.allSettled(Array.from({ length: 40 }, (_, number) => item(number)))
  for (let line = 1; line <= 450; line += 1) log.info(`line ${line} of many`)
  log.info('the needle in the haystack')
  log.error('Error: loss is NaN\n    at train (model.ts:12:7)\n    at main (run.ts:3:1)')
  throw new Error('loss is NaN')
})

await eventful(['Kyoto', 'Quito', 'Bergen'], 'a title').catch(() => undefined)
