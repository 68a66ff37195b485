// A script whose flow ends the process in the way its argument says; `guard.test.ts` looks at what is left behind.
import { cancelling } from '@millrace/protocol'
import { currentSession } from '../connection/session.ts'
import { flow, flowRun, logger, setEmbeddedServer, task } from '../index.ts'
import type { EmbeddedServerModule } from '../connection/embedded.ts'

const SERVER: string = '@millrace/server/threaded'
setEmbeddedServer(async () => (await import(SERVER)) as EmbeddedServerModule)

const forever = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 2 ** 30))
const say = (word: string): void => void process.stdout.write(`${word}\n`)

const forgotten = task(async function forgotten() {
  throw new TypeError('no such file')
})

const ENDINGS: Readonly<Record<string, () => Promise<void>>> = {
  async signal() {
    say('ready')
    await forever()
  },
  async cancel() {
    const { client } = await currentSession()
    await client.flowRuns.setState({ params: { id: flowRun().id }, body: { state: cancelling() } })
    say('ready')
    await forever()
  },
  async exit() {
    try {
      process.exit(3)
    } finally {
      say('unwound')
    }
  },
  async throw() {
    setImmediate(() => {
      throw new TypeError('nobody catches this')
    })
    await forever()
  },
  async unawaited() {
    void forgotten()
    await forever()
  },
  async idle() {
    await new Promise(() => undefined)
  },
}

// By its home, so that it is found among the runs of other tests.
const ending = flow({ name: 'ending', flowRunName: () => process.env['MILLRACE_HOME'] ?? '' }, async function ending(way: string) {
  logger().info('the last words')
  await ENDINGS[way]?.()
})

await ending(process.argv[2] ?? '').catch((error: unknown) => say(`rejected: ${String(error)}`))
