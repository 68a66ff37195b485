import { randomUUID } from 'node:crypto'
import { type BadCall, describeBadCalls } from './testing.ts'

const SET = '/flow_runs/{run}/set_state'
const state = (what: string, body: unknown, status: number, names?: string | RegExp): BadCall => [
  `a state ${what}`,
  'POST',
  SET,
  body,
  status,
  names,
]

const enforced = (what: string, schema: unknown, parameters: unknown, status: number, names?: string | RegExp): BadCall => [
  `parameters ${what}`,
  'POST',
  '/deployments/',
  { name: what, flow_id: '{flow}', parameter_openapi_schema: schema, parameters, enforce_parameter_schema: true },
  status,
  names,
]
const one = (property: unknown): object => ({ type: 'object', properties: { a: property } })
const fields = Array.from({ length: 5000 }, (_, index) => `f${index}`)

describeBadCalls(
  'states and parameters',
  async (server) => {
    const flow = (await server.call('POST', '/flows/', { name: 'x' })).body.id as string
    const run = (await server.call('POST', '/flow_runs/', { flow_id: flow, state: { type: 'PENDING' } })).body
    return { flow, run: run.id, state: run.state_id }
  },
  [
    state('of no type', { state: {} }, 422, 'type'),
    state('of an unknown type', { state: { type: 'X' } }, 422, 'type'),
    state('that is null', { state: null }, 422, 'state'),
    state('with a message of two megabytes', { state: { type: 'RUNNING', message: 'x'.repeat(2_000_000) } }, 413, 'too large'),
    state('with data that is no number', '{"state":{"type":"RUNNING","data":NaN}}', 422),
    state('with data nested too deeply', `{"state":{"type":"RUNNING","data":${'['.repeat(65)}${']'.repeat(65)}}}`, 422),
    state('with data of a forbidden key', '{"state":{"type":"RUNNING","data":{"__proto__":{"polluted":1}}}}', 422, '__proto__'),
    state('forced by a word', { state: { type: 'RUNNING' }, force: 'perhaps' }, 422, 'force'),
    state('whose details are of another run', { state: { type: 'RUNNING', state_details: { flow_run_id: 'x' } } }, 422, 'flow_run_id'),
    state('whose transition has no id', { state: { type: 'RUNNING', state_details: { transition_id: 'x' } } }, 422, 'transition_id'),
    state('paused until nonsense', { state: { type: 'PAUSED', state_details: { pause_timeout: 'x' } } }, 422, 'pause_timeout'),
    [
      'a state of a run that is not there',
      'POST',
      `/flow_runs/${randomUUID()}/set_state`,
      { state: { type: 'RUNNING' } },
      404,
      'not found',
    ],
    ['a task run state of a run that is not there', 'POST', `/task_runs/${randomUUID()}/set_state`, { state: { type: 'RUNNING' } }, 404],
    ['a run of a flow that is not there', 'POST', '/flow_runs/', { flow_id: randomUUID() }, 409],
    ['parameters that are a list', 'POST', '/flow_runs/', { flow_id: '{flow}', parameters: [1] }, 422, 'parameters'],
    [
      'parameters of 512 kB and one byte',
      'POST',
      '/flow_runs/',
      { flow_id: '{flow}', parameters: { a: 'x'.repeat(524_289) } },
      422,
      'parameters',
    ],
    enforced('of the wrong type', one({ type: 'integer' }), { a: 'x' }, 422, /a/),
    enforced('that are missing', { ...one({}), required: ['a'] }, {}, 201),
    enforced(
      'of a schema that refers to itself',
      { ...one({ $ref: '#/definitions/A' }), definitions: { A: { $ref: '#/definitions/A' } } },
      { a: 1 },
      422,
      'circular',
    ),
    enforced('of a schema on another server', one({ $ref: 'http://127.0.0.1:1/x.json' }), { a: 1 }, 422),
    enforced('of a schema of an unknown type', one({ type: 'nonsense' }), { a: 1 }, 422, 'nonsense'),
    enforced('of a schema that is a list', [], { a: 1 }, 422, 'parameter_openapi_schema'),
    enforced(
      'of five thousand fields',
      { type: 'object', properties: Object.fromEntries(fields.map((name) => [name, { type: 'string' }])) },
      { f1: 1 },
      422,
      'f1',
    ),
    enforced('of a pattern that runs for ever', one({ type: 'string', pattern: '^(a+)+$' }), { a: `${'a'.repeat(50_000)}!` }, 201),
    enforced(
      'of a schema that is code',
      { $id: '");globalThis.pwned=1;("', type: 'object', properties: { '`${globalThis.pwned=1}`\u2028': { const: `'"` } } },
      { a: 1 },
      201,
    ),
  ],
)
