import { type Conversation, type Json, textAt } from '../conversation.ts'
import { fieldIs } from './fields.ts'

/** The kinds of things whose changes 3.8 tells of, as their resources are named. */
type Kind =
  | 'flow'
  | 'work-pool'
  | 'work-queue'
  | 'deployment'
  | 'flow-run'
  | 'variable'
  | 'block-type'
  | 'block-document'
  | 'concurrency-limit'

interface Made {
  readonly kind: Kind
  readonly id: string
  /** The event that is the last to be told of it. */
  readonly last: string
}

/** What the server itself tells as events when things are made, changed and deleted, which automations wait for. */
export async function talkOfTold(api: Conversation): Promise<void> {
  // 2.20 keeps no events unless it is told to, and tells of fewer things.
  if (api.generation === 2) return
  api.topic('told')
  const made = [...(await resources(api)), ...(await deployed(api))]
  for (const { kind, id, last } of made) {
    const filter = { resource: { id: [`prefect.${kind}.${id}`] }, order: 'ASC' }
    await api.until(
      `of the ${kind}`,
      () => api.ask('POST', '/events/filter', { filter, limit: 50 }),
      (seen) => isWhole(seen) && eventsOf(seen).some((event) => textAt(event, 'event') === last),
    )
  }
}

const eventsOf = (seen: Json | undefined): readonly Json[] => {
  const events = typeof seen === 'object' && seen !== null ? (seen as { readonly events?: Json }).events : undefined
  return Array.isArray(events) ? (events as readonly Json[]) : []
}

/** A real server counts before it lists, and may store an event in between. */
const isWhole = (seen: Json | undefined): boolean => fieldIs('total', eventsOf(seen).length)(seen)

/** Things that stand by themselves. */
async function resources(api: Conversation): Promise<Made[]> {
  const variable = await api.made('variable', 'POST', '/variables/', { name: 'told', value: 1, tags: ['a'] })
  await api.call('change the variable', 'PATCH', `/variables/${variable}`, { value: { b: 2 } })
  await api.call('change nothing of the variable', 'PATCH', `/variables/${variable}`, { value: { b: 2 } })
  await api.call('delete the variable', 'DELETE', `/variables/${variable}`)
  const limit = await api.made('limit', 'POST', '/v2/concurrency_limits/', { name: 'told', limit: 2 })
  await api.call('change the limit', 'PATCH', `/v2/concurrency_limits/${limit}`, { limit: 3, active: false })
  await api.call('delete the limit', 'DELETE', `/v2/concurrency_limits/${limit}`)
  const type = await api.made('block type', 'POST', '/block_types/', { name: 'Told', slug: 'told' })
  await api.call('change the block type', 'PATCH', `/block_types/${type}`, { description: 'what it is' })
  const fields = { title: 'Told', type: 'object', properties: { a: { type: 'integer' } }, required: [] }
  const schema = await api.made('block schema', 'POST', '/block_schemas/', { block_type_id: type, fields })
  const block = await api.made('block', 'POST', '/block_documents/', {
    name: 'told',
    block_type_id: type,
    block_schema_id: schema,
    data: { a: 1 },
  })
  await api.call('change the block', 'PATCH', `/block_documents/${block}`, { data: { a: 2 } })
  await api.call('delete the block', 'DELETE', `/block_documents/${block}`)
  await api.call('delete the block type', 'DELETE', `/block_types/${type}`)
  return [
    { kind: 'variable', id: variable, last: 'prefect.variable.deleted' },
    { kind: 'concurrency-limit', id: limit, last: 'prefect.concurrency-limit.deleted' },
    { kind: 'block-document', id: block, last: 'prefect.block-document.deleted' },
    { kind: 'block-type', id: type, last: 'prefect.block-type.deleted' },
  ]
}

/** A deployment with where its runs go, one run of it, and how they come to an end. */
async function deployed(api: Conversation): Promise<Made[]> {
  const flow = await api.made('flow', 'POST', '/flows/', { name: 'told', tags: ['a'] })
  await api.call('change the flow', 'PATCH', `/flows/${flow}`, { tags: ['b'] })
  const pool = await api.made('pool', 'POST', '/work_pools/', { name: 'told', type: 'process' })
  await api.call('change the pool', 'PATCH', '/work_pools/told', { description: 'where', concurrency_limit: 5 })
  const queue = await api.made('queue', 'POST', '/work_pools/told/queues', { name: 'urgent', priority: 1 })
  await api.call('change the queue', 'PATCH', '/work_pools/told/queues/urgent', { concurrency_limit: 2 })
  await api.call('pause the queue', 'PATCH', '/work_pools/told/queues/urgent', { is_paused: true })
  await api.call('resume the queue', 'PATCH', '/work_pools/told/queues/urgent', { is_paused: false })
  const body = { name: 'told', flow_id: flow, work_pool_name: 'told', work_queue_name: 'urgent', tags: ['c'] }
  const deployment = await api.made('deployment', 'POST', '/deployments/', body)
  await api.call('change the deployment', 'PATCH', `/deployments/${deployment}`, { description: 'what it does', tags: ['d'] })
  await api.call('deploy again', 'POST', '/deployments/', { ...body, version: '2' })
  const run = await api.made('run', 'POST', `/deployments/${deployment}/create_flow_run`, { name: 'told', tags: ['e'] })
  for (const type of ['PENDING', 'RUNNING', 'COMPLETED']) {
    await api.call(`run to ${type}`, 'POST', `/flow_runs/${run}/set_state`, { state: { type } })
  }
  await api.call('delete the deployment', 'DELETE', `/deployments/${deployment}`)
  await api.call('delete the queue', 'DELETE', '/work_pools/told/queues/urgent')
  await api.call('delete the pool', 'DELETE', '/work_pools/told')
  await api.call('delete the flow', 'DELETE', `/flows/${flow}`)
  return [
    { kind: 'flow', id: flow, last: 'prefect.flow.deleted' },
    { kind: 'work-pool', id: pool, last: 'prefect.work-pool.deleted' },
    { kind: 'work-queue', id: queue, last: 'prefect.work-queue.deleted' },
    { kind: 'deployment', id: deployment, last: 'prefect.deployment.deleted' },
    { kind: 'flow-run', id: run, last: 'prefect.flow-run.Completed' },
  ]
}
