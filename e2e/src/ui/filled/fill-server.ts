import { eventually, type RunningServer } from '@millrace/testing'
import { createProcessPool } from '../process-pool.ts'
import type { Names } from './names.ts'

/** The ids of what `fillServer` has made. */
export interface Filled {
  readonly flow: string
  readonly deployment: string
  readonly failed: string
  readonly running: string
  readonly taskRun: string
  readonly limit: string
  readonly automation: string
  readonly block: string
  readonly artifact: string
  readonly event: { readonly id: string; readonly date: string }
}

/** In place of ids that nobody looks at: to know which pages there are before there is a server. */
export const NO_IDS: Filled = {
  flow: '',
  deployment: '',
  failed: '',
  running: '',
  taskRun: '',
  limit: '',
  automation: '',
  block: '',
  artifact: '',
  event: { id: '', date: '' },
}

type Client = RunningServer['client']

const DAY = 86_400_000
const scheduled = (time: number) => ({ type: 'SCHEDULED', state_details: { scheduled_time: new Date(time).toISOString() } }) as const

/** Parameters of the kinds that forms have most. */
const SCHEMA = {
  type: 'object',
  title: 'Parameters',
  required: ['region'],
  properties: {
    region: { type: 'string', title: 'region', position: 0, description: 'Whose sales are read' },
    days: { type: 'integer', title: 'days', default: 7, position: 1, minimum: 1 },
    dry_run: { type: 'boolean', title: 'dry_run', default: false, position: 2 },
    mode: { enum: ['append', 'replace'], title: 'mode', default: 'append', position: 3 },
    since: { type: 'string', format: 'date', title: 'since', position: 4 },
    shops: { type: 'array', items: { type: 'string' }, title: 'shops', position: 5 },
  },
}

/** Makes one or two objects of every kind, which hang together and are called by `names`, so that each page of the UI has something to show. */
export async function fillServer(client: Client, names: Names): Promise<Filled> {
  const flow = (await client.flows.create({ body: { name: names.flow } })).id
  await fillPool(client, names)
  const deployment = await fillDeployment(client, names, flow)
  const automation = (
    await client.automations.create({
      body: {
        name: names.automation,
        description: names.text,
        trigger: { type: 'event', posture: 'Reactive', expect: ['prefect.flow-run.Failed'], threshold: 1, within: 0 },
        actions: [{ type: 'do-nothing' }],
      },
    })
  ).id
  // Off: it tells in its sentence what else it is about.
  await client.automations.create({
    body: {
      name: `${names.automation} once more`,
      enabled: false,
      trigger: {
        type: 'event',
        posture: 'Reactive',
        expect: ['prefect.flow-run.Completed'],
        match_related: { 'prefect.resource.id': `prefect.flow.${flow}`, 'prefect.resource.role': 'flow' },
        threshold: 1,
        within: 0,
      },
      actions: [{ type: 'run-deployment', source: 'selected', deployment_id: deployment }],
    },
  })
  const runs = await fillRuns(client, names, flow, deployment)
  const limit = (await client.concurrencyLimitsV2.create({ body: { name: names.limit, limit: 2 } })).id
  await client.concurrencyLimitsV2.incrementWithLease({
    body: { names: [names.limit], slots: 1, lease_duration: 3000, holder: { type: 'flow_run', id: runs.running } },
  })
  await client.variables.create({ body: { name: names.variable, value: { north: names.text }, tags: [names.tag] } })
  const block = await fillBlock(client, names)
  const artifact = await fillArtifacts(client, names, runs.running)
  const event = await eventually('the automation has fired', async () => {
    const { events } = await client.events.filter({ body: { filter: { event: { name: ['prefect.flow-run.Failed'] } } } })
    const firings = await client.serverViews.firings({ params: { id: automation } })
    return firings.length === 0 ? undefined : events[0]
  })
  return { flow, deployment, ...runs, limit, automation, block, artifact, event: { id: event.id, date: event.occurred.slice(0, 10) } }
}

async function fillPool(client: Client, { pool, queue, worker, text }: Names): Promise<void> {
  await createProcessPool(client, pool, { description: text, concurrency_limit: 4 })
  await client.workPools.createQueue({ params: { work_pool_name: pool }, body: { name: queue, priority: 1, description: text } })
  // Online for an hour.
  const last_error = { at: new Date().toISOString(), message: text }
  await client.workPools.heartbeat({
    params: { work_pool_name: pool },
    body: {
      name: worker,
      heartbeat_interval_seconds: 1200,
      worker_type: 'process',
      self_report: { version: '0.1.0', host: 'gpu-1.example', capacity: 4, running: 1, last_error },
    },
  })
}

async function fillDeployment(client: Client, names: Names, flow_id: string): Promise<string> {
  const { id } = await client.deployments.create({
    body: {
      name: names.deployment,
      flow_id,
      version: '2026.11.1',
      description: names.text,
      tags: [names.tag, 'europe'],
      parameters: { region: 'north' },
      parameter_openapi_schema: SCHEMA,
      enforce_parameter_schema: true,
      work_pool_name: names.pool,
      work_queue_name: names.queue,
      job_variables: { env: { LOG_LEVEL: 'INFO' } },
      entrypoint: 'flows/import.ts:nightlyImport',
      path: '/srv/flows',
      schedules: [{ schedule: { cron: '30 2 * * *', timezone: 'Europe/Berlin' }, active: true, parameters: { region: names.text } }],
    },
  })
  return id
}

async function fillRuns(client: Client, names: Names, flow_id: string, deployment: string) {
  const begin = async (name: string, ...states: readonly object[]): Promise<string> => {
    const { id } = await client.deployments.createFlowRun({ params: { id: deployment }, body: { name, tags: [names.tag] } })
    for (const state of states) {
      await client.flowRuns.setState({ params: { id }, body: { state: { type: 'RUNNING', ...state }, force: true } })
    }
    return id
  }
  const [failedName, runningName, askingName, comingName, lateName] = names.runs
  const running = await begin(runningName, {})
  await begin(askingName, {}, { type: 'PAUSED', message: names.text })
  const failed = await begin(failedName, {}, { type: 'FAILED', message: names.text })
  const { id: taskRun } = await client.taskRuns.create({
    body: { flow_run_id: failed, name: names.task, task_key: 'load', dynamic_key: '0', tags: [names.tag] },
  })
  for (const state of [{ type: 'RUNNING' }, { type: 'FAILED', name: names.task, message: names.text }] as const) {
    await client.taskRuns.setState({ params: { id: taskRun }, body: { state, force: true } })
  }
  const timestamp = new Date().toISOString()
  const line = (level: number, message: string) => ({ name: 'millrace.flow_runs', level, message, timestamp, flow_run_id: failed })
  await client.logs.create({ body: [line(20, names.text), { ...line(40, `Error: ${names.text}`), task_run_id: taskRun }] })
  // A name of a state that no version of Prefect has.
  await client.flowRuns.setState({
    params: { id: failed },
    body: { state: { type: 'FAILED', name: names.task, message: names.text }, force: true },
  })
  for (const [name, time] of [
    [comingName, Date.now() + DAY],
    [lateName, Date.now() - 120_000],
  ] as const) {
    await client.deployments.createFlowRun({ params: { id: deployment }, body: { name, state: scheduled(time) } })
  }
  await client.flows.create({ body: { name: 'without-runs' } })
  return { running, failed, taskRun }
}

async function fillBlock(client: Client, { block, text }: Names): Promise<string> {
  const [type] = await client.blockTypes.filter({ body: { block_types: { slug: { any_: ['webhook'] } } } })
  const ofType = { block_type_id: { any_: [type?.id ?? ''] } }
  const [schema] = await client.blockSchemas.filter({ body: { block_schemas: ofType } })
  const made = await client.blockDocuments.create({
    body: {
      name: block,
      block_type_id: type?.id ?? '',
      block_schema_id: schema?.id ?? '',
      data: { url: 'https://example.com/ring?key=hunter2', headers: { 'x-from': text } },
    },
  })
  return made.id
}

async function fillArtifacts(client: Client, { artifact: key, text }: Names, flow_run_id: string): Promise<string> {
  const create = (type: string, data: string | Record<string, string | number>[]) =>
    client.artifacts.create({ body: { key: type === 'markdown' ? key : `${key}-${type}`, type, data, description: text, flow_run_id } })
  await create('table', [
    { shop: 'north', sold: 12, remark: text },
    { shop: 'south', sold: 7, remark: '' },
  ])
  await create('markdown', `# Sales\n\n**12** sold. ${text}`)
  return (await create('markdown', `# Sales\n\n**13** sold. [more](javascript:alert(1))\n\n| shop | sold |\n|---|---|\n| ${text} | 13 |`))
    .id
}
