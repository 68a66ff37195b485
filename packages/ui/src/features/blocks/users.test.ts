import type { Automation, BlockDocument, Deployment } from '@millrace/protocol'
import { expect, test } from 'vitest'
import { usersAmong } from './users.ts'

test('who holds, runs by or calls a block is found; others are not', () => {
  const block = (id: string, held: string) =>
    ({ id, name: `block-${id}`, block_document_references: { login: { block_document: { id: held } } } }) as unknown as BlockDocument
  const deployment = (id: string, storage: string | null) =>
    ({ id, name: `deployment-${id}`, storage_document_id: storage, infrastructure_document_id: null }) as unknown as Deployment
  const automation = (id: string, called: string) =>
    ({ id, name: `automation-${id}`, actions: [{ type: 'call-webhook', block_document_id: called, payload: '' }] }) as unknown as Automation
  expect(
    usersAmong(
      'b',
      [block('1', 'b'), block('2', 'c')],
      [deployment('3', 'b'), deployment('4', null)],
      [automation('5', 'b'), automation('6', 'c')],
    ),
  ).toEqual([
    { kind: 'block', id: '1', name: 'block-1' },
    { kind: 'deployment', id: '3', name: 'deployment-3' },
    { kind: 'automation', id: '5', name: 'automation-5' },
  ])
})
