import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { openTestApp } from '../testing.ts'

const NOBODY = '00000000-0000-0000-0000-000000000000'

describe('finding a route', () => {
  it.each([
    ['GET', '/nope', 404],
    ['GET', '/flows/not-a-uuid', 404],
    ['GET', `/flows/${NOBODY}x`, 404],
    ['PUT', '/flows/not-a-uuid', 404],
    ['GET', '/flows/name/a%2Fb', 404],
    ['GET', '/flows/name/a%00b', 404],
    ['GET', '/flows/name/%zz', 404],
    ['GET', '/../etc/passwd', 404],
    ['GET', '//flows/', 404],
  ] as const)('%s %s is %i, as it is no route', async (method, path, status) => {
    await using server = await openTestApp()
    const answer = await server.call(method, path)
    expect(answer).toMatchObject({ status, body: { detail: 'Not Found' } })
  })

  it('takes an id in any spelling of Python', async () => {
    await using server = await openTestApp()
    const { body: flow } = await server.call('POST', '/flows/', { name: 'x' })
    for (const id of [flow.id.toUpperCase(), flow.id.replaceAll('-', ''), `{${flow.id}}`, `urn:uuid:${flow.id}`]) {
      expect(await server.call('GET', `/flows/${encodeURIComponent(id)}`)).toMatchObject({ status: 200, body: { id: flow.id } })
    }
  })

  it('says which method a path has', async () => {
    await using server = await openTestApp()
    expect(await server.call('PUT', '/flows/filter', {})).toMatchObject({
      status: 405,
      headers: { allow: 'POST' },
      body: { detail: 'Method Not Allowed' },
    })
    expect(await server.call('GET', '/flows/')).toMatchObject({ status: 405 })
  })

  it('redirects a path whose last slash is missing or too many, and keeps the query', async () => {
    await using server = await openTestApp()
    expect(await server.call('POST', '/flows?a=1', { name: 'x' })).toMatchObject({ status: 307, headers: { location: '/api/flows/?a=1' } })
    expect(await server.call('GET', '/health/')).toMatchObject({ status: 307, headers: { location: '/api/health' } })
  })
})

describe('validation', () => {
  it("answers in Prefect's form, naming the field and what came", async () => {
    await using server = await openTestApp()
    const { status, body } = await server.call('POST', '/flows/', { tags: 'y', bogus: 1 })
    expect(status).toBe(422)
    expect(body).toEqual({
      exception_message: 'Invalid request received.',
      exception_detail: [
        { type: 'missing', loc: ['body', 'name'], msg: 'Field required', input: { tags: 'y', bogus: 1 } },
        { type: 'list_type', loc: ['body', 'tags'], msg: 'Input should be a valid list', input: 'y' },
        { type: 'extra_forbidden', loc: ['body', 'bogus'], msg: 'Extra inputs are not permitted', input: 1 },
      ],
      request_body: { tags: 'y', bogus: 1 },
    })
  })

  it.each([
    ['/flows/', { name: 1 }, 'string_type', ['body', 'name']],
    ['/flows/', { name: '' }, 'string_pattern_mismatch', ['body', 'name']],
    ['/flows/', { name: 'a/b' }, 'string_pattern_mismatch', ['body', 'name']],
    ['/flows/filter', { limit: 'x' }, 'int_parsing', ['body', 'limit']],
    ['/flows/filter', { limit: 1.5 }, 'int_from_float', ['body', 'limit']],
    ['/flows/filter', { limit: [] }, 'int_type', ['body', 'limit']],
    ['/flows/filter', { offset: -1 }, 'greater_than_equal', ['body', 'offset']],
    ['/flows/filter', { offset: 2 ** 63 }, 'less_than_equal', ['body', 'offset']],
    ['/flows/filter', { sort: 'x' }, 'enum', ['body', 'sort']],
    ['/flows/filter', { flows: [] }, 'model_attributes_type', ['body', 'flows']],
    ['/flows/filter', { flows: { bogus: 1 } }, 'extra_forbidden', ['body', 'flows', 'bogus']],
    ['/flows/filter', { flows: { id: { any_: ['x'] } } }, 'uuid_parsing', ['body', 'flows', 'id', 'any_', 0]],
    ['/flows/filter', { flows: { id: { any_: [1] } } }, 'uuid_type', ['body', 'flows', 'id', 'any_', 0]],
    ['/flows/filter', { flows: { operator: 'x' } }, 'enum', ['body', 'flows', 'operator']],
    ['/flows/filter', { flows: { tags: { is_null_: 'maybe' } } }, 'bool_parsing', ['body', 'flows', 'tags', 'is_null_']],
    ['/flows/filter', { flow_runs: { start_time: { before_: 'x' } } }, 'value_error', ['body', 'flow_runs', 'start_time', 'before_']],
    ['/flow_runs/', { flow_id: NOBODY, parameters: [] }, 'dict_type', ['body', 'parameters']],
    ['/flow_runs/', { flow_id: NOBODY, state: { type: 'X' } }, 'enum', ['body', 'state', 'type']],
    [`/flow_runs/${NOBODY}/set_state`, {}, 'missing', ['body', 'state']],
    ['/logs/', [{}], 'missing', ['body', 0, 'name']],
    ['/logs/', {}, 'list_type', ['body']],
    ['/events', [{ id: NOBODY, occurred: '2020-01-01', event: 'x', resource: {} }], 'value_error', ['body', 0, 'resource']],
    ['/events/filter', { limit: 51 }, 'less_than_equal', ['body', 'limit']],
  ])('POST %s %j is refused with %s', async (path, body, type, loc) => {
    await using server = await openTestApp()
    const answer = await server.call('POST', path, body)
    expect(answer.status).toBe(422)
    expect(answer.body.exception_detail[0]).toMatchObject({ type, loc })
  })

  it.each([
    { limit: '1' },
    { limit: true },
    { limit: 1.0 },
    { bogus: 1, limit: null, sort: null, flows: null },
    { flows: { tags: { is_null_: 'yes' } }, offset: '0' },
  ])('takes %j, as pydantic does', async (body) => {
    await using server = await openTestApp()
    await server.call('POST', '/flows/', { name: 'x' })
    const { status, body: flows } = await server.call('POST', '/flows/filter', body)
    expect([status, flows.length]).toEqual([200, 1])
  })

  it.each([
    [201, 'Invalid limit: must be less than or equal to 200.'],
    [-1, 'Invalid limit: must be greater than or equal to 0.'],
  ])('refuses a limit of %i in the plain form', async (limit, detail) => {
    await using server = await openTestApp()
    expect(await server.call('POST', '/flows/filter', { limit })).toMatchObject({ status: 422, body: { detail } })
  })

  it('treats an absent body and null as no arguments', async () => {
    await using server = await openTestApp()
    expect(await server.call('POST', '/flows/count')).toMatchObject({ status: 200, body: 0 })
    expect(await server.call('POST', '/flows/count', null)).toMatchObject({ status: 200, body: 0 })
  })
})

describe('bodies', () => {
  const deep = (levels: number): string => `{"name":"x","labels":${'['.repeat(levels)}${']'.repeat(levels)}}`

  it.each([
    ['nothing', '', 422],
    ['null', 'null', 422],
    ['a list', '[]', 422],
    ['a text', '"x"', 422],
    ['a truncated object', '{"name": "x"', 422],
    ['two documents', '{} {}', 422],
    ['UTF-16', Buffer.from('{"name":"x"}', 'utf16le'), 422],
    ['bad UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]), 400],
    ['half a surrogate pair', String.raw`{"name":"\ud800"}`, 422],
    ['NUL', String.raw`{"name":"a\u0000b"}`, 422],
    ['NaN', '{"name": NaN}', 422],
    ['a number beyond all numbers', '{"name":"x","labels":{"a":1e400}}', 422],
    ['a key named __proto__', '{"name":"x","labels":{"__proto__":1}}', 422],
    ['an escaped __proto__', String.raw`{"name":"x","labels":{"\u005f_proto__":1}}`, 422],
    ['10,000 levels', deep(10_000), 422],
    ['65 levels', deep(65), 422],
    ['more than a megabyte', JSON.stringify({ name: 'x'.repeat(1_048_577) }), 413],
    ['more than five megabytes', JSON.stringify({ name: 'x'.repeat(5_242_881) }), 413],
  ])('%s is refused', async (_name, payload, status) => {
    await using server = await openTestApp()
    const response = await server.app.inject({
      method: 'POST',
      url: '/api/flows/',
      headers: { 'content-type': 'application/json' },
      payload,
    })
    expect(response.statusCode).toBe(status)
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })

  it('take a byte order mark', async () => {
    await using server = await openTestApp()
    const response = await server.app.inject({ method: 'POST', url: '/api/flows/', payload: '\uFEFF{"name":"bom"}' })
    expect(response.statusCode).toBe(201)
  })

  it('count only with a JSON content type, or none', async () => {
    await using server = await openTestApp()
    const post = async (headers: Record<string, string>): Promise<number> =>
      (await server.app.inject({ method: 'POST', url: '/api/flows/', headers, payload: '{"name":"x"}' })).statusCode
    expect(await post({ 'content-type': 'text/plain' })).toBe(422)
    expect(await post({ 'content-type': 'application/x-www-form-urlencoded' })).toBe(422)
    expect(await post({})).toBe(201)
    expect(await post({ 'content-type': 'application/json; charset=utf-8' })).toBe(200)
  })

  it('of log lines may be five megabytes, and NUL in them is left out', async () => {
    await using server = await openTestApp()
    const line = { name: 'n', level: 20, message: `a\0b${'x'.repeat(1_500_000)}`, timestamp: '2026-01-01T00:00:00Z' }
    expect(await server.call('POST', '/logs/', [line])).toMatchObject({ status: 201, body: null })
    const { body } = await server.call('POST', '/logs/filter', {})
    expect(body[0].message.slice(0, 3)).toBe('abx')
  })
})

describe('versions', () => {
  it.each([
    ['0.7.9', 400],
    ['x', 400],
    ['1.2', 400],
    ['0.8.0', 200],
    ['0.8.4', 200],
    ['9.9.9', 200],
    ['', 200],
  ])('a caller of API version "%s" is answered %i', async (version, status) => {
    await using server = await openTestApp()
    expect((await server.call('GET', '/hello', undefined, { 'x-prefect-api-version': version })).status).toBe(status)
    expect((await server.call('GET', '/health', undefined, { 'x-prefect-api-version': version })).status).toBe(200)
  })
})

describe('errors', () => {
  it('of a reference to nothing are 409', async () => {
    await using server = await openTestApp()
    const { status, body } = await server.call('POST', '/flow_runs/', { flow_id: randomUUID() })
    expect(status).toBe(409)
    expect(body.detail).toMatch(/^Data integrity conflict\./)
  })

  it('that nobody expected say nothing but an id of the request', async () => {
    await using server = await openTestApp()
    server.context.store.read = () => Promise.reject(new Error('secret path /etc/x'))
    const { status, body, headers } = await server.call('GET', `/flows/${NOBODY}`)
    expect([status, body]).toEqual([500, { exception_message: 'Internal Server Error' }])
    expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/)
  })
})
