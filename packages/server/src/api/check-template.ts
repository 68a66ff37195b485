import type { Json } from '@millrace/protocol'
import { readBlockGraph } from '../blocks/block-graph.ts'
import { presentBlocks } from '../blocks/present-blocks.ts'
import type { ServerContext } from '../context.ts'
import { findAllMismatches } from '../json-schema/find-all-mismatches.ts'
import { META_SCHEMA } from '../json-schema/meta-schema.ts'
import { isObject } from '../json-schema/rules.ts'
import { defaultsOf, requireBlocks } from './block-defaults.ts'
import { reasonAgainst } from './check-parameters.ts'
import { Unprocessable } from './errors.ts'

type Values = Readonly<Record<string, Json>>

/**
 * Refuses a template for new pools whose variables are no schema, or whose defaults do not fit it (`Unprocessable`), or that refers to
 * blocks which are not there (`NotFound`), as both Prefects do. A block stands for its content, the secrets masked.
 */
export async function checkTemplate({ store, secrets }: ServerContext, { variables }: Values): Promise<void> {
  if (!isObject(variables)) return
  const [problem] = findAllMismatches(variables, META_SCHEMA)
  if (problem !== undefined) throw new Unprocessable(`Invalid schema: ${problem.message}`)
  const { plain, blocks } = defaultsOf(variables)
  const named = Object.entries(blocks)
  const graph =
    named.length === 0
      ? undefined
      : await store.read(async (queries) => await readBlockGraph(queries, await requireBlocks(queries, { plain, blocks })))
  const contents = graph === undefined ? [] : presentBlocks(graph, await secrets.open(), false)
  const byId = new Map(contents.map(({ id, data }) => [id, data]))
  const given = Object.fromEntries(named.map(([name, id]) => [name, byId.get(id) ?? {}]))
  const reason = reasonAgainst({ ...plain, ...given }, variables, { ignoreRequired: true, nullForDefaults: true })
  if (reason !== undefined) throw new Unprocessable(`Validation failed for work pool's job variable defaults: ${reason}`)
}
