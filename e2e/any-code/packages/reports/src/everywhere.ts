import { Currency } from '@acme/shared'
import { doubled } from '@acme/legacy/src/flows.ts'
import { older } from '@acme/legacy/src/older.ts'
import { distributed, processes, threads, type TaskRunner } from 'millrace'
import { report } from './flows'

enum Runner {
  Threads = 'threads',
  Processes = 'processes',
  Nodes = 'nodes',
}

const runners: Record<Runner, () => TaskRunner> = {
  [Runner.Threads]: () => threads({ workers: 1 }),
  [Runner.Processes]: () => processes({ workers: 1 }),
  [Runner.Nodes]: () => distributed({ redis: process.env.REDIS }),
}

for (const name of process.argv.slice(2) as Runner[]) {
  const taskRunner = runners[name]()
  const state = await report.withOptions({ taskRunner }).returnState([-2], Currency.Euro)
  const said = [
    await report.withOptions({ taskRunner })([1, 2]),
    await doubled.withOptions({ taskRunner })(3),
    await older.withOptions({ taskRunner })('hi'),
  ]
  console.log(`${name}: ${said.join(', ')}`)
  try {
    state.result()
  } catch (error) {
    console.log(`${name} failed at ${(error as Error).stack}`)
  }
}
