import type { Json } from '@millrace/protocol'
import { findAllMismatches } from '../json-schema/find-all-mismatches.ts'
import { META_SCHEMA } from '../json-schema/meta-schema.ts'
import { isObject } from '../json-schema/rules.ts'
import { hasBlockDocument } from '../store/queries/deployments.ts'
import type { Queries } from '../store/store.ts'
import { reasonAgainst } from './check-parameters.ts'
import { NotFound, Unprocessable } from './errors.ts'

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/**
 * Refuses a template for new pools whose variables are no schema, or whose defaults do not fit it (`Unprocessable`), or that refers to
 * blocks which are not there (`NotFound`), as both Prefects do. A block counts as an object, whatever is in it.
 */
export async function checkTemplate(queries: Queries, { variables }: Readonly<Record<string, Json>>): Promise<void> {
  if (!isObject(variables)) return
  const [problem] = findAllMismatches(variables, META_SCHEMA)
  if (problem !== undefined) throw new Unprocessable(`Invalid schema: ${problem.message}`)
  const defaults: Record<string, Json> = {}
  for (const [name, part] of Object.entries(isObject(variables['properties']) ? variables['properties'] : {})) {
    if (!isObject(part) || part['default'] === undefined) continue
    const reference = blockReference(part['default'])
    if (reference !== undefined && !(UUID.test(reference) && (await hasBlockDocument(queries, reference.toLowerCase())))) {
      throw new NotFound('Block not found.')
    }
    Object.defineProperty(defaults, name, { value: reference === undefined ? part['default'] : {}, enumerable: true })
  }
  const reason = reasonAgainst(defaults, variables, { ignoreRequired: true, nullForDefaults: true })
  if (reason !== undefined) throw new Unprocessable(`Validation failed for work pool's job variable defaults: ${reason}`)
}

function blockReference(value: Json): string | undefined {
  const reference: Json | undefined = isObject(value) ? value['$ref'] : undefined
  const id = isObject(reference) ? reference['block_document_id'] : undefined
  return typeof id === 'string' ? id : undefined
}
