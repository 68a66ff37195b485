import type { Automation, BlockDocument, Deployment } from '@millrace/protocol'
import { heldBlocks } from './fields.ts'

/** What uses a block, by name, with the way to it. */
export interface BlockUser {
  readonly kind: 'block' | 'deployment' | 'automation'
  readonly id: string
  readonly name: string
}

/** What uses a block among these: blocks that hold it, deployments whose code or infrastructure it is, automations that call or send by it. */
export const usersAmong = (
  id: string,
  blocks: readonly BlockDocument[],
  deployments: readonly Pick<Deployment, 'id' | 'name' | 'storage_document_id' | 'infrastructure_document_id' | 'pull_steps'>[],
  automations: readonly Pick<Automation, 'id' | 'name' | 'actions'>[],
): readonly BlockUser[] => [
  ...blocks
    .filter((block) => [...heldBlocks(block).values()].includes(id))
    .map((block) => ({ kind: 'block' as const, id: block.id ?? '', name: block.name ?? '' })),
  ...deployments
    .filter(({ storage_document_id, infrastructure_document_id }) => [storage_document_id, infrastructure_document_id].includes(id))
    .map((deployment) => ({ kind: 'deployment' as const, id: deployment.id, name: deployment.name })),
  ...automations
    .filter(({ actions }) => actions.some((action) => 'block_document_id' in action && action.block_document_id === id))
    .map((automation) => ({ kind: 'automation' as const, id: automation.id, name: automation.name })),
]
