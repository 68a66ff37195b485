import { type Conversation, type Json, textAt } from '../conversation.ts'

const UNKNOWN = 'aaaaaaaa-0000-4000-8000-00000000000d'
const NEVER = { type: 'event', posture: 'Reactive', expect: ['diff.never'] }
const NOTHING = { type: 'do-nothing' }
const TEMPLATE = {
  job_configuration: { thing: '{{ this }}' },
  variables: { properties: { this: { title: 'this', default: '0', type: 'string' } } },
}

/** What holds of automations beyond one call: whose they are, which tags they have, and which job variables they may give. */
export async function talkOfAutomationRules(api: Conversation): Promise<void> {
  api.topic('rules of automations')
  await owners(api)
  await runDeployments(api)
  await replaced(api)
  if (api.generation === 3) await tags(api)
}

async function owners(api: Conversation): Promise<void> {
  const owner = `prefect.deployment.${UNKNOWN}`
  const acting = { type: 'run-deployment', source: 'selected', deployment_id: UNKNOWN }
  const create = (name: string, more: object): Promise<string> =>
    api.made(`create ${name}`, 'POST', '/automations/', { name, trigger: NEVER, actions: [NOTHING], ...more })
  await create('diff-owned', { owner_resource: owner })
  await create('diff-related', { actions: [acting] })
  await create('diff-owned and related', { owner_resource: owner, actions: [acting, NOTHING] })
  const names = async (label: string, resource: string): Promise<void> => {
    const { status, body } = await api.ask('GET', `/automations/related-to/${resource}`)
    api.observe(`related to ${label}`, { status, names: (body as readonly Json[]).map((one) => textAt(one, 'name')).toSorted() })
  }
  await names('the owner', owner)
  await api.call('delete those that are owned', 'DELETE', `/automations/owned-by/${owner}`)
  await names('what owned them', owner)
  await api.call('owned by what is no resource', 'DELETE', '/automations/owned-by/x%20y')
}

/** Job variables are held against the template of the pool that the runs go to. */
async function runDeployments(api: Conversation): Promise<void> {
  const flow_id = await api.made('flow', 'POST', '/flows/', { name: 'diff-automated' })
  await api.call('pool', 'POST', '/work_pools/', { name: 'diff-automated', type: 'test', base_job_template: TEMPLATE })
  const pooled = { flow_id, name: 'automated', work_pool_name: 'diff-automated' }
  const deployment_id = await api.made('deployment', 'POST', '/deployments/', pooled)
  const free = await api.made('deployment without a pool', 'POST', '/deployments/', { flow_id, name: 'free' })
  const run = (job_variables: unknown, id = deployment_id): object => ({ type: 'run-deployment', deployment_id: id, job_variables })
  const body = (...actions: readonly object[]): object => ({ name: 'diff-runs', trigger: NEVER, actions })
  const id = await api.made('with a job variable', 'POST', '/automations/', body(run({ this: 'that' })))
  const given: Record<string, readonly object[]> = {
    'a job variable of a wrong type': [run({ this: 100 })],
    'several of a wrong type': [run({ this: 100 }), run({ this: 100 })],
    'a job variable of null': [run({ this: null })],
    'an unknown job variable': [run({ other: 1 })],
    'a job variable of a deployment without a pool': [run({ this: 100 }, free)],
    'job variables of null': [run(null)],
  }
  // 2.20 takes an empty list for no job variables.
  if (api.generation === 3) given['job variables of a list'] = [run([])]
  for (const [label, actions] of Object.entries(given)) {
    await api.call(`with ${label}`, 'POST', '/automations/', body(...actions))
    await api.call(`replace by one with ${label}`, 'PUT', `/automations/${id}`, body(...actions))
  }
  await api.call('read what was replaced', 'GET', `/automations/${id}`)
}

/** What a caller cannot give: ids, of automations and of triggers. */
async function replaced(api: Conversation): Promise<void> {
  const nested = { type: 'compound', require: 'any', within: 60, triggers: [{ ...NEVER, id: UNKNOWN }], id: UNKNOWN }
  const body = { name: 'diff-replaced', description: 'world', enabled: true, trigger: nested, actions: [NOTHING] }
  const id = await api.made('with ids of triggers', 'POST', '/automations/', body)
  const isKept = async (): Promise<boolean> => JSON.stringify((await api.ask('GET', `/automations/${id}`)).body).includes(UNKNOWN)
  api.observe('ids of triggers as given', await isKept())
  await api.call('replace with ids of triggers', 'PUT', `/automations/${id}`, body)
  api.observe('ids of triggers as given, replaced', await isKept())
  await api.call('replace with another id', 'PUT', `/automations/${id}`, { ...body, id: UNKNOWN })
  await api.call('change with another id', 'PATCH', `/automations/${id}`, { enabled: false, id: UNKNOWN })
  await api.call('change to null', 'PATCH', `/automations/${id}`, { enabled: null })
  await api.call('read', 'GET', `/automations/${id}`)
}

async function tags(api: Conversation): Promise<void> {
  for (const [name, given] of [
    ['diff-tags-1', ['production', 'critical']],
    ['diff-tags-2', ['staging']],
    ['diff-tags-3', ['production']],
    ['diff-tags-4', []],
  ] as const) {
    await api.call(`create ${name}`, 'POST', '/automations/', { name, tags: given, trigger: NEVER, actions: [] })
  }
  const id = await api.made('with repeated tags', 'POST', '/automations/', {
    name: 'diff-tags-5',
    tags: ['b', 'a', 'b'],
    trigger: NEVER,
    actions: [],
  })
  await api.call('switch it off', 'PATCH', `/automations/${id}`, { enabled: false })
  await api.call('its tags, switched off', 'GET', `/automations/${id}`)
  const any_ = [1, 2, 3, 4, 5].map((n) => `diff-tags-${n}`)
  for (const [label, criteria] of Object.entries({
    'one of some': { any_: ['critical', 'staging'] },
    'all of some': { all_: ['production', 'critical'] },
    'all and one': { all_: ['production'], any_: ['critical'] },
    none: { is_null_: true },
    any: { is_null_: false },
    'all of nothing': { all_: [] },
  })) {
    const automations = { name: { any_ }, tags: criteria }
    await api.call(`filter by ${label}`, 'POST', '/automations/filter', { automations })
    await api.call(`count by ${label}`, 'POST', '/automations/count', { automations })
  }
  await api.call('a page, the latest first', 'POST', '/automations/filter', {
    automations: { name: { any_: any_.slice(0, 4) } },
    sort: 'CREATED_DESC',
    limit: 2,
    offset: 1,
  })
}
