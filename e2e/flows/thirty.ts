// Executes a flow run of 30 tasks, again if need be: `thirty.ts <run> <witness> <task runner> [<redis>]`. Each task writes into the
// witness that it was done, and the flow writes what it has seen of it: from then on it must never be done again.
import { appendFileSync } from 'node:fs'
import {
  concurrent,
  disconnect,
  distributed,
  flow,
  getClient,
  processes,
  runFlowRun,
  sequential,
  sleep,
  task,
  type TaskRunner,
  threads,
} from 'millrace'

const TENS = Array.from({ length: 10 }, (_, index) => index)

interface Done {
  readonly label: string
  readonly at: Date
}

const work = task(async function work(witness: string, label: string): Promise<Done> {
  await sleep(Math.random() / 100)
  appendFileSync(witness, `effect ${label}\n`)
  return { label, at: new Date() }
})

const thirty = flow({ name: 'thirty' }, async (witness: string) => {
  const seen = ({ label, at }: Done): string => {
    appendFileSync(witness, `seen ${label} ${at.toISOString()}\n`)
    process.stdout.write(`seen ${label}\n`)
    return label
  }
  for (const index of TENS) seen(await work.submit(witness, `one-${index}`))
  for (const result of await work.map(
    witness,
    TENS.map((index) => `map-${index}`),
  ))
    seen(result)
  // The order in which these are called is another one each time.
  await Promise.all(
    TENS.slice(5).map(async (index) => {
      const first = seen(await work.submit(witness, `race-${index}`))
      seen(await work.submit(witness, `after-${first}`))
    }),
  )
})

const RUNNERS: Readonly<Record<string, (redis: string) => TaskRunner>> = {
  sequential: () => sequential(),
  concurrent: () => concurrent(),
  threads: () => threads({ workers: 2 }),
  processes: () => processes({ workers: 2 }),
  distributed: (redis) => distributed({ redis }),
}

if (import.meta.main) {
  const [id = '', witness = '', runner = '', redis = ''] = process.argv.slice(2)
  thirty.taskRunner = RUNNERS[runner]?.(redis)
  const client = await getClient()
  process.stdout.write('begins\n')
  const state = await runFlowRun(id, { client, flow: thirty, parameters: { witness }, watcher: 'nobody' })
  await disconnect()
  process.stdout.write(`ended ${state.name}\n`)
}
