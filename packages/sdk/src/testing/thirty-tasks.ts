// A script that executes a flow run of 30 tasks, again if need be, and writes into a file what each of them did;
// `resume.test.ts` kills it. Arguments: the file, and the flow run (none: a new one, whose id is printed).
import { appendFileSync } from 'node:fs'
import { currentSession } from '../connection/session.ts'
import type { EmbeddedServerModule } from '../connection/embedded.ts'
import { disconnect, flow, runFlowRun, setEmbeddedServer, task } from '../index.ts'
import { wait } from '../wait.ts'

const SERVER: string = '@millrace/server/threaded'
setEmbeddedServer(async () => (await import(SERVER)) as EmbeddedServerModule)

const [witness = '', given] = process.argv.slice(2)
const TENS = Array.from({ length: 10 }, (_, index) => index)

const note = (line: string): void => {
  appendFileSync(witness, `${line}\n`)
  process.stdout.write(`${line}\n`)
}

const work = task(async function work(label: string): Promise<{ readonly label: string; readonly at: Date }> {
  await wait(Math.random() * 10)
  note(`effect ${label}`)
  return { label, at: new Date() }
})

/** What a task returned is noted by the flow: from then on it must never be done again. */
const seen = ({ label, at }: { readonly label: string; readonly at: Date }): string => {
  note(`seen ${label} ${at.toISOString()}`)
  return label
}

const thirty = flow({ name: 'thirty' }, async () => {
  for (const index of TENS) seen(await work(`one-${index}`))
  for (const result of await work.map(TENS.map((index) => `map-${index}`))) seen(result)
  // The order in which these are called is another one each time.
  await Promise.all(
    TENS.slice(5).map(async (index) => {
      const first = seen(await work(`race-${index}`))
      seen(await work(`after-${first}`))
    }),
  )
})

async function newRun(): Promise<string> {
  const { client } = await currentSession()
  const { id: flow_id } = await client.flows.create({ body: { name: thirty.name } })
  const { id } = await client.flowRuns.create({ body: { flow_id, empirical_policy: { retries: 1 } } })
  return id
}

const id = given ?? (await newRun())
process.stdout.write(`run ${id}\n`)
const { client } = await currentSession()
const state = await runFlowRun(id, { client, flow: thirty })
await disconnect()
process.stdout.write(`ended ${state.name}\n`)
