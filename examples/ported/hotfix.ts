import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { emitEvent, flow, getClient, serve } from 'millrace'
import { runDeployment } from 'millrace/deployments'

const folder = await mkdtemp(join(tmpdir(), 'hotfix-'))
const config = join(folder, 'config.json')

/** Fails as long as the configuration has a mistake. */
const importOrders = flow({ name: 'import-orders', onCompletion: () => done.abort() }, async function importOrders(file: string) {
  const { error } = JSON.parse(await readFile(file, 'utf8')) as { error?: string }
  if (error !== undefined) throw new Error(`the configuration says: ${error}`)
  return 'imported'
})

// A run that failed begins again when an event says that its fix was merged. The event comes from the web hook of the repository; the
// id of the run is in the text of the pull request.
const { automations, flowRuns } = await getClient()
const { id: automation } = await automations.create({
  body: {
    name: `resume on merge ${process.pid}`,
    trigger: {
      type: 'event',
      posture: 'Reactive',
      expect: ['github.pull_request.closed'],
      match: { 'prefect.resource.id': 'prefect.flow-run.*', 'pr.merged': 'true' },
      threshold: 1,
      within: 0,
    },
    actions: [{ type: 'change-flow-run-state', state: 'SCHEDULED', name: 'Fixed', message: 'The fix was merged.', force: true }],
  },
})

const done = new AbortController()
await writeFile(config, '{"error": "no such column"}')
const serving = serve([{ flow: importOrders, name: 'prod' }], { signal: done.signal })
let run = ''
while (run === '')
  run = await runDeployment('import-orders/prod', { parameters: { file: config }, timeout: 0 }).then(({ id }) => id, notYet)
const first = await stateOf('FAILED')

await writeFile(config, '{}')
await emitEvent({
  event: 'github.pull_request.closed',
  resource: { 'prefect.resource.id': `prefect.flow-run.${run}`, 'pr.merged': 'true' },
})
await serving
const { state_name: last, run_count: attempts } = await flowRuns.read({ params: { id: run } })
console.log(`${first}, then ${last} in attempt ${attempts}`)
await automations.delete({ params: { id: automation } })
await rm(folder, { recursive: true })

/** The deployment is registered as soon as it is served. */
async function notYet(): Promise<string> {
  await new Promise((resolve) => setTimeout(resolve, 100))
  return ''
}

async function stateOf(wanted: string): Promise<string> {
  for (;;) {
    const { state_type: type } = await flowRuns.read({ params: { id: run } })
    if (type === wanted) return type
    await notYet()
  }
}
