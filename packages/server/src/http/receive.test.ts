import { blockDocumentRoutes } from '@millrace/protocol'
import { expect, it } from 'vitest'
import { InvalidRequest } from './problem.ts'
import { receive } from './receive.ts'

it('does not repeat the secrets of a block document that is refused', () => {
  const incoming = {
    params: {},
    query: '',
    headers: {},
    body: JSON.stringify({ name: 5, data: { password: 'hunter2' }, bogus: 'hunter2' }),
    signal: () => new AbortController().signal,
  }
  let refused: unknown
  try {
    receive(blockDocumentRoutes.create, {}, incoming, 200)
  } catch (error) {
    refused = error
  }
  expect(refused).toBeInstanceOf(InvalidRequest)
  const { problems, requestBody } = refused as InvalidRequest
  expect(problems.map(({ loc }) => loc.join('.'))).toContain('body.name')
  expect(JSON.stringify([problems, requestBody])).not.toContain('hunter2')
})
