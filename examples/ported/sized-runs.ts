import { deploy, flow, flowRun, getClient, logger, serve, task } from 'millrace'
import { runDeployment } from 'millrace/deployments'

const estimate = task({ retries: 2 }, async function estimate(dataset: string) {
  return new Map([
    ['clickstream', 240_000],
    ['orders', 12_000],
  ]).get(dataset)
})

/** As large as the data asks for; decided before the run is made, since what runs cannot be resized. */
const sizeFor = (megabytes = 300): { cpu: string; memory: string } =>
  megabytes < 1000 ? { cpu: '500m', memory: '1Gi' } : megabytes < 50_000 ? { cpu: '2', memory: '8Gi' } : { cpu: '8', memory: '32Gi' }

export const processDataset = flow({ name: 'process-dataset' }, async function processDataset(dataset: string) {
  const { jobVariables } = flowRun()
  return `${dataset} with ${JSON.stringify(jobVariables)}`
})

export const launch = flow({ name: 'launch' }, async function launch(dataset = 'orders') {
  const jobVariables = sizeFor(await estimate(dataset))
  logger().info(`${dataset} gets ${JSON.stringify(jobVariables)}`)
  const { id } = await runDeployment('process-dataset/sized', { parameters: { dataset }, jobVariables, timeout: 0 })
  return id
})

// Both flows for one pool, whose workers would run them.
const { deployments, flowRuns, workPools } = await getClient()
await workPools.create({ body: { name: 'data', type: 'process' } })
await deploy(
  [
    { flow: processDataset, name: 'sized' },
    { flow: launch, name: 'nightly', cron: '0 2 * * *', paused: true },
  ],
  { pool: 'data', tags: ['data'] },
)
const ids = [await launch('clickstream'), await launch('lookups')]
for (const id of ids) console.log((await flowRuns.read({ params: { id } })).job_variables)

// Here this process runs them in place of a worker.
await serve([{ flow: processDataset, name: 'sized' }], { runOnce: true })
const [nightly] = await deployments.filter({ body: { deployments: { tags: { all_: ['data'] } } } })
console.log(`${nightly?.name} waits for pool ${nightly?.work_pool_name}`)
