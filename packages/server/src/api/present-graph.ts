import type { BlockDocument } from '@millrace/protocol'
import type { BlockGraph } from '../blocks/block-graph.ts'
import { presentBlocks } from '../blocks/present-blocks.ts'
import type { RequestContext } from '../http/request-context.ts'

/** Decrypts what was read and makes answers of it; without documents, no key is needed. Throws `SecretKeyUnusable`. */
export async function presentGraph({ secrets }: RequestContext, graph: BlockGraph, includeSecrets: boolean): Promise<BlockDocument[]> {
  return graph.roots.length === 0 ? [] : presentBlocks(graph, await secrets.open(), includeSecrets)
}
