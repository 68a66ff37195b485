// Measures one thing about flows and prints it as JSON; `src/engine.ts` starts it. Arguments: what, and how many.
const cpu = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
/** Of the thread that runs the flow; an embedded server has one of its own. */
const own = (): number => {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}
const began = cpu()
const { flow, logger, task } = await import('millrace')
const imported = cpu() - began

const [what = '', count = '1000'] = process.argv.slice(2)
const TIMES = Array.from({ length: Number(count) }, (_, index) => index)

const noop = task(async function noop(index: number) {
  return index
})

/** When the last task had its result; the server learns of it later, and the flow's end waits for that. */
let returned = 0

const FLOWS: Readonly<Record<string, () => Promise<unknown>>> = {
  import: async () => undefined,
  sequential: flow({ name: 'sequential' }, async () => {
    for (const index of TIMES) await noop(index)
    returned = performance.now()
  }),
  mapped: flow({ name: 'mapped' }, async () => {
    await noop.map(TIMES)
    returned = performance.now()
  }),
  /** A tenth of a millisecond of work for each line. */
  quiet: flow({ name: 'quiet' }, async () => {
    for (const _ of TIMES) await work()
  }),
  logging: flow({ name: 'logging' }, async () => {
    for (const index of TIMES) {
      await work()
      logger().info(`line ${index}`)
    }
  }),
}

async function work(): Promise<void> {
  const end = performance.now() + 0.1
  while (performance.now() < end);
  // Lets the sending of lines have its turns.
  await new Promise(setImmediate)
}

// The server is opened before the clock runs.
if (what !== 'import') await noop(0)
const start = performance.now()
const before = cpu()
const ownBefore = own()
await FLOWS[what]?.()
const millis = performance.now() - start
const busy = cpu() - before
const ownBusy = own() - ownBefore
// Node has it in kilobytes.
const megabytes = process.resourceUsage().maxRSS / 1e3
process.stdout.write(
  `figures ${JSON.stringify({ imported, millis, tasksMillis: returned - start, busy, ownBusy, megabytes, atCode: Date.now() })}\n`,
)
