import { blockDocumentRoutes } from '@millrace/protocol'
import { describe, expect, it } from 'vitest'
import { InvalidRequest } from './problem.ts'
import { receive } from './receive.ts'

/** What is said of a body that is refused. */
function refusalOf(body: string, route: 'create' | 'update' = 'create'): InvalidRequest {
  const incoming = { params: {}, query: '', headers: {}, body, signal: () => new AbortController().signal }
  try {
    receive(blockDocumentRoutes[route], {}, incoming, 200)
  } catch (error) {
    if (error instanceof InvalidRequest) return error
    throw error
  }
  throw new Error('expected a refusal')
}

describe('a block document that is refused', () => {
  it.each([
    ['a wrong type beside it', { name: 5, data: { password: 'hunter2' } }],
    ['a missing name', { data: { password: 'hunter2', list: ['hunter2', { a: 'hunter2' }] }, merge_existing_data: 5 }],
    ['an unknown member that holds it', { name: 'a', password: 'hunter2' }],
    ['it in place of something else', { name: { password: 'hunter2' }, data: 'hunter2' }],
    ['a body that is no object', 'hunter2'],
    ['a body that is a list', ['hunter2']],
  ])('does not repeat a secret: %s', (_what, body) => {
    for (const route of ['create', 'update'] as const) {
      const { problems, requestBody } = refusalOf(JSON.stringify(body), route)
      expect(JSON.stringify([problems, requestBody])).not.toContain('hunter2')
    }
  })

  it('does not repeat a secret of a body that cannot be read', () => {
    const { problems, requestBody } = refusalOf('{"name": "a", "data": {"password": "hunter2"}')
    expect(problems).toMatchObject([{ type: 'json_invalid' }])
    expect(JSON.stringify([problems, requestBody])).not.toContain('hunter2')
  })

  it('shows what is no secret', () => {
    const { problems, requestBody } = refusalOf(JSON.stringify({ name: 'Not_Plain', data: { a: {}, b: null, c: 1 }, is_anonymous: false }))
    expect(problems).toContainEqual(expect.objectContaining({ loc: ['body', 'name'], input: 'Not_Plain' }))
    expect(requestBody).toEqual({ name: 'Not_Plain', data: { a: {}, b: null, c: '********' }, is_anonymous: false })
  })
})
