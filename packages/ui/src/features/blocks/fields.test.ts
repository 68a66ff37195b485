import type { BlockDocument } from '@millrace/protocol'
import { expect, test } from 'vitest'
import { dataOf, heldBlocks, ownSchema, referencesOf, secretsOf } from './fields.ts'

const SCHEMA = {
  fields: {
    type: 'object',
    required: ['bucket', 'login'],
    properties: { bucket: { type: 'string' }, login: { $ref: '#/definitions/Login' }, region: { type: 'string' } },
    block_schema_references: {
      login: { block_schema_checksum: 'sha256:1', block_type_slug: 'login' },
      fallback: [{ block_type_slug: 'login' }, { block_type_slug: 'token' }],
    },
    secret_fields: ['key', 'nested.*'],
  },
}

test('fields that hold other blocks are apart from the form of the rest', () => {
  expect(referencesOf(SCHEMA)).toEqual([
    { name: 'login', types: ['login'] },
    { name: 'fallback', types: ['login', 'token'] },
  ])
  expect(ownSchema(SCHEMA)).toMatchObject({ required: ['bucket'], properties: { bucket: {}, region: {} } })
  expect(Object.keys(ownSchema(SCHEMA)['properties'] as object)).toEqual(['bucket', 'region'])
  expect(secretsOf(SCHEMA)).toEqual(['key', 'nested.*'])
  expect(referencesOf({ fields: {} })).toEqual([])
})

test('a block that is held is sent as a reference, whatever its data were', () => {
  const document = {
    block_document_references: { login: { block_document: { id: 'b-1', name: 'main' } }, odd: null },
  } as unknown as BlockDocument
  const held = heldBlocks(document)
  expect([...held]).toEqual([['login', 'b-1']])
  expect(dataOf({ bucket: 'x', login: { user: 'ada' } }, held)).toEqual({ bucket: 'x', login: { $ref: { block_document_id: 'b-1' } } })
})
