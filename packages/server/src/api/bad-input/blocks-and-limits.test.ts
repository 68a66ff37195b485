import { randomUUID } from 'node:crypto'
import { registerBlockTypes } from '../../blocks/register-block-types.ts'
import { type BadCall, describeBadCalls } from './testing.ts'

const DOCUMENT = '/block_documents/{document}'
const of = (more: object): object => ({ name: 'other', data: {}, block_type_id: '{type}', block_schema_id: '{schema}', ...more })
const slots = (what: string, body: object, status: number, names?: string | RegExp): BadCall[] =>
  ['increment', 'decrement'].map((way): BadCall => [`${way} by ${what}`, 'POST', `/v2/concurrency_limits/${way}`, body, status, names])
const limit = (what: string, body: unknown, names: string): BadCall => [
  `a limit ${what}`,
  'POST',
  '/v2/concurrency_limits/',
  body,
  422,
  names,
]
const template = (text: string, status: number): BadCall => [
  `the template ${text.slice(0, 50)}`,
  'POST',
  '/automations/templates/validate',
  JSON.stringify(text),
  status,
]
const ID = randomUUID()
const event = (what: string, more: object, status = 422, names?: string | RegExp): BadCall => [
  `an event ${what}`,
  'POST',
  '/events',
  [{ id: ID, occurred: '2024-01-01T00:00:00Z', event: 'x', resource: { 'prefect.resource.id': 'a' }, ...more }],
  status,
  names,
]
const line = (what: string, more: object, status: number, names?: string): BadCall => [
  `a log line ${what}`,
  'POST',
  '/logs/',
  [{ name: 'x', level: 20, message: 'm', timestamp: '2024-01-01T00:00:00Z', ...more }],
  status,
  names,
]
const automation = (what: string, trigger: unknown, names: string): BadCall => [
  `an automation ${what}`,
  'POST',
  '/automations/',
  { name: 'a', trigger, actions: [] },
  422,
  names,
]

describeBadCalls(
  'blocks, variables, templates, limits, events, log lines',
  async (server) => {
    await registerBlockTypes(server.context)
    const type = (await server.call('GET', '/block_types/slug/secret')).body.id as string
    const [schema] = (await server.call('POST', '/block_schemas/filter', { block_schemas: { block_type_id: { any_: [type] } } })).body
    const block = { name: 'there', data: { value: 'hunter2' }, block_type_id: type, block_schema_id: schema.id }
    const document = (await server.call('POST', '/block_documents/', block)).body.id as string
    await server.call('POST', '/v2/concurrency_limits/', { name: 'two', limit: 2 })
    return { type, schema: schema.id as string, document }
  },
  [
    ['a secret written back as its mask, which leaves it as it was', 'PATCH', DOCUMENT, { data: { value: '********' } }, 204],
    ['and is read as before', 'GET', `${DOCUMENT}?include_secrets=true`, undefined, 200, '"hunter2"'],
    ['and masked for others', 'GET', DOCUMENT, undefined, 200, /"value":"\*{8}"/],
    ['a block that holds itself', 'PATCH', DOCUMENT, { data: { value: { $ref: { block_document_id: '{document}' } } } }, 400, 'cycle'],
    ['a block that holds one that is not there', 'PATCH', DOCUMENT, { data: { value: { $ref: { block_document_id: ID } } } }, 409],
    ['a block that holds nonsense', 'PATCH', DOCUMENT, { data: { value: { $ref: 5 } } }, 400, 'block_document_id'],
    ['a block of an unknown type', 'POST', '/block_documents/', of({ block_type_id: ID }), 404, 'Block type'],
    ['a block of an unknown schema', 'POST', '/block_documents/', of({ block_schema_id: ID }), 409],
    ['a variable of ten megabytes', 'POST', '/variables/', { name: 'big', value: 'x'.repeat(10_000_000) }, 413],
    ['a variable of 5001 characters', 'POST', '/variables/', { name: 'big', value: 'x'.repeat(5001) }, 422, 'value'],
    ['a variable that looks like a template', 'POST', '/variables/', { name: 'tpl', value: '{{ prefect.variables.tpl }}' }, 201],
    template('{{', 422),
    template('{% endfor %}', 422),
    template('{% for i in range(1000000000) %}x{% endfor %}', 204),
    template('{{ a.__class__.__mro__ }}', 204),
    template('{{ constructor.constructor("globalThis.pwned=1")() }}', 204),
    template('{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}', 204),
    limit('of -1', { name: 'a', limit: -1 }, 'limit'),
    limit('of one and a half', { name: 'a', limit: 1.5 }, 'limit'),
    limit('of 2^63', { name: 'a', limit: 2 ** 63 }, 'limit'),
    limit('with a decay of NaN', '{"name":"a","limit":1,"slot_decay_per_second":NaN}', ''),
    limit('with a decay of -1', { name: 'a', limit: 1, slot_decay_per_second: -1 }, 'slot_decay_per_second'),
    ...slots('no slot', { names: ['two'], slots: 0 }, 422, 'slots'),
    ...slots('-1 slots', { names: ['two'], slots: -1 }, 422, 'slots'),
    ...slots('2^63 slots', { names: ['two'], slots: 2 ** 63 }, 422, 'slots'),
    ...slots(
      'slots of ten thousand limits that are not there',
      { names: Array.from({ length: 10_000 }, (_, index) => `n${index}`), slots: 1 },
      200,
      /^\[\]$/,
    ),
    ['more slots than the limit has', 'POST', '/v2/concurrency_limits/increment', { names: ['two'], slots: 5 }, 422, /slots|limit/],
    [
      'a lease for -1 s',
      'POST',
      '/v2/concurrency_limits/increment-with-lease',
      { names: ['two'], slots: 1, lease_duration: -1 },
      422,
      'lease_duration',
    ],
    ['a lease that is not there, renewed', 'POST', `/v2/concurrency_limits/leases/${ID}/renew`, { lease_duration: 60 }, 410],
    event('without a resource id', { resource: { a: 'b' } }, 422, 'resource'),
    event('with a name of 1025 letters', { event: 'x'.repeat(1025) }, 422, 'event'),
    event(
      'with 501 related resources',
      { related: Array.from({ length: 501 }, () => ({ 'prefect.resource.id': 'r', 'prefect.resource.role': 'x' })) },
      422,
      'related',
    ),
    event('whose payload is a list', { payload: [] }, 422, 'payload'),
    event('that follows itself', { follows: ID }, 204),
    event('by an id that was told before, with other content', { event: 'other' }, 204),
    line('of level 2^63', { level: 2 ** 63 }, 422, 'level'),
    line('of level 1.5', { level: 1.5 }, 422, 'level'),
    line('without a name', { name: null }, 422, 'name'),
    line('of a run that is none', { flow_run_id: 'x' }, 422, 'flow_run_id'),
    line('of level -1', { level: -1 }, 201),
    line('with colours', { message: '\u001B[31mred' }, 201),
    automation('within -1 s', { type: 'event', posture: 'Proactive', within: -1, expect: ['x'] }, 'within'),
    automation('within a text', { type: 'event', posture: 'Reactive', within: 'x', expect: ['x'] }, 'within'),
    automation('of an unknown trigger', { type: 'moon' }, 'trigger'),
    automation('nested two hundred deep', nested(200), ''),
  ],
)

/** Compounds in one another. */
function nested(levels: number): object {
  let trigger: object = { type: 'event', posture: 'Reactive', expect: ['x'] }
  for (let level = 0; level < levels; level += 1) trigger = { type: 'compound', require: 'all', within: 5, triggers: [trigger] }
  return trigger
}
