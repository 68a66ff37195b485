import type { Conversation } from '../conversation.ts'
import { sendVariants } from '../variants.ts'

const UNKNOWN = 'aaaaaaaa-0000-4000-8000-00000000000a'
/** Expects what nobody tells, so that nothing fires between two calls. */
const NEVER = { type: 'event', posture: 'Reactive', expect: ['diff.never'] }
const NOTHING = { type: 'do-nothing' }

type Bodies = Readonly<Record<string, object>>

const TRIGGERS: Bodies = {
  'the least': { type: 'event', posture: 'Reactive', expect: ['diff.never'] },
  'without a type': { posture: 'Reactive', expect: ['diff.never'] },
  proactive: { type: 'event', posture: 'Proactive', after: ['diff.a'], expect: ['diff.b'], within: 60 },
  'proactive without a time': { type: 'event', posture: 'Proactive', expect: ['diff.b'] },
  'proactive in no time': { type: 'event', posture: 'Proactive', expect: ['diff.b'], within: 0 },
  'proactive too soon': { type: 'event', posture: 'Proactive', within: 5 },
  everything: {
    type: 'event',
    match: { 'prefect.resource.id': ['diff.1', 'diff.2'], other: 'x*' },
    match_related: { 'prefect.resource.role': 'flow' },
    expect: ['diff.never'],
    for_each: ['prefect.resource.id'],
    posture: 'Reactive',
    threshold: 3,
    within: 12.5,
  },
  'with a duration as text': { ...NEVER, within: 'PT1M' },
  'with a number as text': { ...NEVER, threshold: '3' },
  'with an unknown field': { ...NEVER, colour: 'red' },
  'without a posture': { type: 'event' },
  'of an unknown posture': { ...NEVER, posture: 'Lazy' },
  'of a metric': { type: 'metric', metric: { name: 'successes' } },
  'of an unknown type': { type: 'surprise' },
  'with a negative time': { ...NEVER, within: -1 },
  'with no time': { ...NEVER, within: 'soon' },
  'with a fraction of an event': { ...NEVER, threshold: 1.5 },
  'with a match of numbers': { ...NEVER, match: { a: 1 } },
  'with a match of a list': { ...NEVER, match: [] },
  compound: { type: 'compound', require: 'all', within: 10, triggers: [NEVER, NEVER] },
  'compound of any': { type: 'compound', require: 'any', within: null, triggers: [NEVER, NEVER] },
  'compound of one': { type: 'compound', require: 1, within: 10, triggers: [NEVER, NEVER] },
  'compound of too many': { type: 'compound', require: 3, within: 10, triggers: [NEVER, NEVER] },
  'compound of none': { type: 'compound', require: 0, within: 10, triggers: [NEVER, NEVER] },
  'compound of a bad one': { type: 'compound', require: 'all', within: 10, triggers: [NEVER, { type: 'event' }] },
  'compound of a word': { type: 'compound', require: 'some', within: 10, triggers: [NEVER] },
  sequence: { type: 'sequence', within: 10, triggers: [NEVER, NEVER] },
  'sequence in a compound': {
    type: 'compound',
    require: 'all',
    within: 10,
    triggers: [{ type: 'sequence', within: 5, triggers: [NEVER] }],
  },
  'an empty sequence': { type: 'sequence', within: 10, triggers: [] },
}

const ACTIONS: Bodies = {
  'to run a deployment': { type: 'run-deployment', deployment_id: UNKNOWN, parameters: { a: '{{ event.id }}', b: [1, '{{ x }}'] } },
  'to run the one inferred': { type: 'run-deployment', source: 'inferred' },
  'to run without an id': { type: 'run-deployment' },
  'to run the one inferred and selected': { type: 'run-deployment', source: 'inferred', deployment_id: UNKNOWN },
  'to run with a bad template': { type: 'run-deployment', deployment_id: UNKNOWN, parameters: { a: '{{ event' } },
  'to run with job variables': { type: 'run-deployment', deployment_id: UNKNOWN, job_variables: { a: 1 } },
  'to pause a deployment': { type: 'pause-deployment', deployment_id: UNKNOWN },
  'to resume a deployment': { type: 'resume-deployment', source: 'inferred' },
  'to cancel a run': { type: 'cancel-flow-run' },
  'to change a state': { type: 'change-flow-run-state', state: 'FAILED', name: 'Odd', message: 'why' },
  'to change to no state': { type: 'change-flow-run-state', state: 'BORED' },
  'to suspend a run': { type: 'suspend-flow-run' },
  'to pause a queue': { type: 'pause-work-queue', work_queue_id: UNKNOWN },
  'to resume a queue': { type: 'resume-work-queue', source: 'inferred' },
  'to pause a queue without an id': { type: 'pause-work-queue' },
  'to pause a pool': { type: 'pause-work-pool', work_pool_id: UNKNOWN },
  'to resume a pool': { type: 'resume-work-pool', source: 'inferred' },
  'to pause an automation': { type: 'pause-automation', automation_id: UNKNOWN },
  'to resume an automation': { type: 'resume-automation', source: 'inferred' },
  'to notify': { type: 'send-notification', block_document_id: UNKNOWN, subject: 'S {{ automation.name }}', body: 'B' },
  'to notify by default': { type: 'send-notification', block_document_id: UNKNOWN, body: '{% for x in y %}{{ x }}{% endfor %}' },
  'to notify with a bad template': { type: 'send-notification', block_document_id: UNKNOWN, body: '{% if %}' },
  'to notify nobody': { type: 'send-notification', body: 'B' },
  'to call a webhook': { type: 'call-webhook', block_document_id: UNKNOWN, payload: '{"a": "{{ event.id }}"}' },
  'to call a webhook with an object': { type: 'call-webhook', block_document_id: UNKNOWN, payload: { message: 'm' } },
  'to do something unknown': { type: 'explode' },
  'of nothing': {},
}

/** Automations, and the check of their templates. */
export async function talkOfAutomations(api: Conversation): Promise<void> {
  api.topic('automations')
  const create = (label: string, body: object): Promise<unknown> => api.call(label, 'POST', '/automations/', body)
  const id = await api.made('create', 'POST', '/automations/', { name: 'diff-b', trigger: NEVER, actions: [NOTHING] })
  for (const [label, trigger] of Object.entries(TRIGGERS))
    await create(`trigger, ${label}`, { name: 'diff-t', trigger, actions: [NOTHING] })
  for (const [label, action] of Object.entries(ACTIONS))
    await create(`action, ${label}`, { name: 'diff-c', trigger: NEVER, actions: [action] })
  const loop = { name: 'diff-l', trigger: { ...NEVER, expect: ['prefect.flow-run.Running'] } }
  await create('an endless one', { ...loop, actions: [{ type: 'run-deployment', source: 'inferred' }] })
  await create('one that may not end', { ...loop, actions: [{ type: 'run-deployment', deployment_id: UNKNOWN }] })
  const off = await api.made('an endless one, off', 'POST', '/automations/', {
    ...loop,
    enabled: false,
    actions: [{ type: 'run-deployment', source: 'inferred' }],
  })
  await api.call('switch it on', 'PATCH', `/automations/${off}`, { enabled: true })
  const valid = { name: 'diff-v', description: 'd', enabled: false, trigger: NEVER, actions: [NOTHING] }
  await sendVariants(api, 'create', 'POST', '/automations/', valid)
  await changeThem(api, id, valid)
  await listThem(api)
  await api.call('delete', 'DELETE', `/automations/${id}`)
  await api.call('delete again', 'DELETE', `/automations/${id}`)
  await api.call('delete bad id', 'DELETE', '/automations/nonsense')
  await talkOfOwners(api)
  if (api.generation === 3) await talkOfTemplates(api)
}

async function changeThem(api: Conversation, id: string, valid: object): Promise<void> {
  await api.call('read', 'GET', `/automations/${id}`)
  await api.call('read unknown', 'GET', `/automations/${UNKNOWN}`)
  await api.call('read bad id', 'GET', '/automations/nonsense')
  await api.call('disable', 'PATCH', `/automations/${id}`, { enabled: false })
  await api.call('read disabled', 'GET', `/automations/${id}`)
  await api.call('change nothing', 'PATCH', `/automations/${id}`, {})
  await api.call('change wrongly', 'PATCH', `/automations/${id}`, { enabled: 'perhaps', name: 'x' })
  await api.call('change unknown', 'PATCH', `/automations/${UNKNOWN}`, { enabled: false })
  await api.call('replace', 'PUT', `/automations/${id}`, { ...valid, name: 'diff-r', trigger: { ...NEVER, threshold: 2 } })
  await api.call('read replaced', 'GET', `/automations/${id}`)
  await api.call('replace in short', 'PUT', `/automations/${id}`, { name: 'diff-a', trigger: NEVER, actions: [] })
  await api.call('read replaced in short', 'GET', `/automations/${id}`)
  await api.call('replace with an owner', 'PUT', `/automations/${id}`, { ...valid, owner_resource: 'x' })
  await api.call('replace by nothing', 'PUT', `/automations/${id}`, {})
  await api.call('replace unknown', 'PUT', `/automations/${UNKNOWN}`, valid)
}

async function listThem(api: Conversation): Promise<void> {
  const filters: Bodies = {
    'by name': { automations: { name: { any_: ['diff-a', 'diff-l'] } } },
    'by name, downwards': { automations: { name: { any_: ['diff-a', 'diff-l'] } }, sort: 'NAME_DESC' },
    'by no name': { automations: { name: { any_: [] } } },
    'by time': { automations: { created: { before_: '2001-01-01T00:00:00Z' } } },
    'by an unknown filter': { automations: { colour: {} } },
    'too many': { limit: 500 },
    'past the end': { offset: 10_000 },
    'in an unknown order': { sort: 'SIDEWAYS' },
  }
  for (const [label, body] of Object.entries(filters)) await api.call(`filter ${label}`, 'POST', '/automations/filter', body)
  await api.call('count', 'POST', '/automations/count')
  if (api.generation === 2) return
  await api.call('count by name', 'POST', '/automations/count', { automations: { name: { any_: ['diff-a', 'diff-l'] } } })
  await api.call('filter by tags', 'POST', '/automations/filter', { automations: { tags: { any_: ['diff-none'] } } })
  await api.call('create with tags', 'POST', '/automations/', { name: 'diff-tagged', tags: ['diff-x'], trigger: NEVER, actions: [] })
  await api.call('filter by its tag', 'POST', '/automations/filter', { automations: { tags: { all_: ['diff-x'] } } })
}

async function talkOfOwners(api: Conversation): Promise<void> {
  const owner = 'prefect.deployment.diff'
  const run = { type: 'run-deployment', deployment_id: UNKNOWN }
  await api.call('create owned', 'POST', '/automations/', { name: 'diff-o', trigger: NEVER, actions: [NOTHING], owner_resource: owner })
  await api.call('create acting', 'POST', '/automations/', { name: 'diff-x', trigger: NEVER, actions: [run], owner_resource: owner })
  await api.call('related to nothing', 'GET', '/automations/related-to/prefect.deployment.none')
  await api.call('delete owned by nothing', 'DELETE', '/automations/owned-by/prefect.deployment.none')
  await api.call('delete owned', 'DELETE', `/automations/owned-by/${owner}`)
  await api.call('related to owner', 'GET', `/automations/related-to/${owner}`)
}

async function talkOfTemplates(api: Conversation): Promise<void> {
  api.topic('templates')
  const many = '{% for a in b %}x{% endfor %}'
  const deep = '{% for a in b %}{% for c in d %}{% for e in f %}{% endfor %}{% endfor %}{% endfor %}'
  const templates = {
    none: '',
    good: 'Run {{ flow_run.name }}',
    bad: 'one\n{{ two',
    'with many loops': many.repeat(11),
    'with deep loops': deep,
  }
  for (const [label, template] of Object.entries(templates)) {
    await api.call(`validate ${label}`, 'POST', '/templates/validate', template)
    await api.call(`validate ${label} as before`, 'POST', '/automations/templates/validate', template)
  }
  await api.call('validate an object', 'POST', '/templates/validate', { template: 'x' })
  await api.call('validate nothing', 'POST', '/templates/validate')
}
