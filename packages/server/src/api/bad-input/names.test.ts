import { type BadCall, describeBadCalls } from './testing.ts'

const ID = '7e4b2f0e-41c9-4d2e-9d2b-0d6a3f1c5b77'
const LONG = 'x'.repeat(100_000)
const TRIGGER = { type: 'event', posture: 'Reactive', expect: ['nothing'] }

const named = (name: unknown): readonly (readonly [string, string, object])[] => [
  ['flow', '/flows/', { name }],
  ['work pool', '/work_pools/', { name, type: 'process' }],
  ['variable', '/variables/', { name, value: 1 }],
  ['limit', '/v2/concurrency_limits/', { name, limit: 1 }],
  ['deployment', '/deployments/', { name, flow_id: '{flow}' }],
  ['block type', '/block_types/', { name, slug: name }],
  ['block', '/block_documents/', { name, data: {}, block_type_id: ID, block_schema_id: ID }],
]

const refused = (what: string, name: unknown, but: readonly string[] = []): BadCall[] =>
  named(name)
    .filter(([kind]) => !but.includes(kind))
    .map(([kind, path, body]): BadCall => [`a ${kind} whose name is ${what}`, 'POST', path, body, 422, /name|slug/])

/** Strange, but names: Prefect takes them, and so they must come back as they were. */
const taken = (what: string, name: string): BadCall[] => [
  [`a flow whose name is ${what}`, 'POST', '/flows/', { name }, 201, JSON.stringify(name).slice(1, 50)],
  [`an automation whose name is ${what}`, 'POST', '/automations/', { name, trigger: TRIGGER, actions: [] }, 201],
  [`a run whose name is ${what}`, 'POST', '/flow_runs/', { name, flow_id: '{flow}' }, 201],
  [`a tag that is ${what}`, 'POST', '/flow_runs/', { tags: [name], flow_id: '{flow}' }, 201],
]

describeBadCalls(
  'ids and names',
  async (server) => ({ flow: (await server.call('POST', '/flows/', { name: 'there' })).body.id as string }),
  [
    ...refused('a number', 5),
    ...refused('null', null),
    ...refused('a list', ['x']),
    ...refused('with a slash', 'a/b'),
    ...refused('with an escaped slash', 'a%2Fb'),
    ...refused('with NUL', 'a\0b'),
    ...refused('half a surrogate pair', '\ud800'),
    ['a variable whose name has capitals and spaces', 'POST', '/variables/', { name: 'A b', value: 1 }, 422, 'name'],
    ['a variable whose name is too long', 'POST', '/variables/', { name: LONG, value: 1 }, 422, 'name'],
    ['a block type whose slug has spaces', 'POST', '/block_types/', { name: 'x', slug: 'a b' }, 422, 'slug'],
    ['a pool by a name that is kept for Prefect', 'POST', '/work_pools/', { name: 'prefect-x', type: 'process' }, 403, 'reserved'],
    ['a block type by a name that is kept for Prefect', 'POST', '/block_types/', { name: 'Prefect x', slug: 'prefect-x' }, 403, 'reserved'],
    ...taken('two dots', '..'),
    ...taken('two lines', 'a\nb'),
    ...taken('written from right to left', '\u202Eabc'),
    ...taken('an emoji', '🦀'),
    ...taken('a hundred thousand characters', LONG),
    ...taken('default', 'default'),
    ['a run by an id that is no UUID', 'GET', '/flow_runs/x', undefined, 404],
    ['a run by an id that is too long', 'GET', `/flow_runs/${ID}0`, undefined, 404],
    ['a run by ten thousand letters', 'GET', `/flow_runs/${'a'.repeat(10_000)}`, undefined, 404],
    ['a run by NUL', 'GET', '/flow_runs/%00', undefined, 404],
    ['a run by half an escape', 'GET', '/flow_runs/%', undefined, 404],
    ['a run that is not there', 'GET', `/flow_runs/${ID.toUpperCase()}`, undefined, 404, 'not found'],
    ['a pool that is not there', 'GET', '/work_pools/{flow}', undefined, 404, 'not found'],
    ['a variable that is not there', 'DELETE', '/variables/name/nobody', undefined, 404, 'not found'],
  ],
)
