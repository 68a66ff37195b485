import { randomUUID } from 'node:crypto'
import { type BadCall, describeBadCalls } from './testing.ts'

const LISTS = ['/flow_runs/filter', '/task_runs/filter', '/flows/filter', '/deployments/filter', '/ui/flow_runs/rows']
const texts = (count: number): string[] => Array.from({ length: count }, (_, index) => `t${index}`)

/** The same filter of flow runs at every list that takes one. */
const everywhere = (what: string, body: object, status: number, names?: string | RegExp): BadCall[] =>
  LISTS.map((path): BadCall => [`${what}, at ${path}`, 'POST', path, body, status, names])

describeBadCalls(
  'filters',
  async (server) => ({ flow: (await server.call('POST', '/flows/', { name: 'x', tags: ['t7', 'b'] })).body.id as string }),
  [
    ...['/flow_runs/filter', '/flows/filter'].flatMap((path): BadCall[] => [
      [`a limit of -1, at ${path}`, 'POST', path, { limit: -1 }, 422, 'limit'],
      [`a limit of 201, at ${path}`, 'POST', path, { limit: 201 }, 422, 'limit'],
      [`a limit of 2^31, at ${path}`, 'POST', path, { limit: 2 ** 31 }, 422, 'limit'],
      [`an offset of -1, at ${path}`, 'POST', path, { offset: -1 }, 422, 'offset'],
      [`an offset of 2^63, at ${path}`, 'POST', path, { offset: 2 ** 63 }, 422, 'offset'],
      [`an offset of a billion, at ${path}`, 'POST', path, { offset: 1e9 }, 200, /^\[\]$/],
      [`a sort of SQL, at ${path}`, 'POST', path, { sort: 'name; drop table flow' }, 422, 'sort'],
    ]),
    ...everywhere('ten thousand ids', { flow_runs: { id: { any_: Array.from({ length: 10_000 }, () => randomUUID()) } } }, 200),
    ...everywhere('twenty thousand names', { flow_runs: { name: { any_: texts(20_000) } } }, 200),
    ...everywhere('one of five thousand tags', { flow_runs: { tags: { any_: texts(5000) } } }, 200),
    ...everywhere('all of five thousand tags', { flow_runs: { tags: { all_: texts(5000) } } }, 200),
    ...everywhere('one of no ids', { flow_runs: { id: { any_: [] } } }, 200),
    ...everywhere('an id that is none', { flow_runs: { id: { any_: ['x'] } } }, 422, 'any_'),
    ...everywhere('an unknown field', { flow_runs: { bogus: {} } }, 422, 'bogus'),
    ...everywhere('an unknown operator', { flow_runs: { operator: 'xor_' } }, 422, 'operator'),
    ...everywhere('a list for a filter', { flow_runs: [] }, 422, 'flow_runs'),
    ...everywhere('a text for a filter', { flow_runs: 'x' }, 422, 'flow_runs'),
    ...everywhere('an unknown state', { flow_runs: { state: { type: { any_: ['X'] } } } }, 422, 'any_'),
    ...everywhere('SQL and wildcards in a pattern', { flow_runs: { name: { like_: `%_\\'"; drop table flow; --` } } }, 200),
    ...everywhere('a pattern that regular expressions choke on', { flow_runs: { name: { like_: '(a+)+$' } } }, 200),
    ...everywhere('what contradicts itself', { flow_runs: { state: { type: { any_: ['RUNNING'], not_any_: ['RUNNING'] } } } }, 200),
    ['one of many tags that a flow has', 'POST', '/flows/filter', { flows: { tags: { any_: texts(50) } } }, 200, '"id"'],
    ['all of many tags, of which a flow has one', 'POST', '/flows/filter', { flows: { tags: { all_: texts(50) } } }, 200, /^\[\]$/],
    ['a forged page token', 'GET', '/events/filter/next?page-token=x', undefined, 403],
    ['a page token of another form', 'GET', '/events/filter/next?page-token=eyJhIjoxfQ==', undefined, 403],
    ['events by a limit of 51', 'POST', '/events/filter', { limit: 51 }, 422, 'limit'],
    ['minus zero', 'POST', '/flows/filter', '{"offset":-0}', 200],
    ['a number beyond doubles', 'POST', '/flows/filter', '{"offset":1e400}', 422],
    ['NaN', 'POST', '/flows/filter', '{"offset":NaN}', 422],
    ['more than 2^53', 'POST', '/flows/filter', '{"offset":9007199254740993}', 422, 'offset'],
    ['a key twice, of which the last counts', 'POST', '/flows/count', '{"flows":5,"flows":null}', 200],
  ],
)
