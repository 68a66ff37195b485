import { fits } from '../differential/explain.ts'
import type { Generation } from '../peers.ts'
import type { Fields, Operation } from './read-document.ts'

/** What is missing on purpose or for now, from `exceptions.json`; `*` in its patterns stands for any text. */
export interface Exception {
  /** Both where it is absent. */
  readonly generation?: Generation
  /** Such as `POST /automations/*`. */
  readonly operations: readonly string[]
  /** Fields of the operations that are missing; without it the operations themselves. */
  readonly fields?: readonly string[]
  readonly reason: string
}

export type Part = 'operation' | 'request field' | 'response field'

/** Something that Prefect has and ours lacks. */
export interface Missing {
  readonly part: Part
  readonly operation: string
  /** Empty for an operation. */
  readonly field: string
  /** Why, where an exception says so. */
  readonly exception: Exception | undefined
}

export interface Comparison {
  readonly missing: readonly Missing[]
  /** How many of each part Prefect has; fields only of the operations that both have. */
  readonly totals: Readonly<Record<Part, number>>
}

type Operations = ReadonlyMap<string, Operation>

/** Lists what an API of Prefect has and ours lacks: operations, and fields of the operations that both have. */
export function compareDocuments(
  prefect: Operations,
  ours: Operations,
  exceptions: readonly Exception[],
  generation: Generation,
): Comparison {
  const missing: Missing[] = []
  const totals = { operation: prefect.size, 'request field': 0, 'response field': 0 }
  const note = (part: Part, operation: string, field: string): void => {
    missing.push({ part, operation, field, exception: exceptions.find((one) => excuses(one, operation, field, generation)) })
  }
  for (const [operation, theirs] of prefect) {
    const mine = ours.get(operation)
    if (mine === undefined) {
      note('operation', operation, '')
      continue
    }
    for (const [part, side] of [
      ['request field', 'request'],
      ['response field', 'response'],
    ] as const) {
      totals[part] += theirs[side].named.size
      for (const field of theirs[side].named) if (!has(mine[side], field)) note(part, operation, field)
    }
  }
  return { missing, totals }
}

/** Fields below a missing one are missing with it. */
function has({ named, open }: Fields, field: string): boolean {
  if (named.has(field)) return true
  const parts = field.split('.')
  return parts.some((_, index) => open.has(parts.slice(0, index).join('.')))
}

function excuses({ generation, operations, fields }: Exception, operation: string, field: string, present: Generation): boolean {
  if (generation !== undefined && generation !== present) return false
  if (!operations.some((pattern) => fits(pattern, operation))) return false
  return fields === undefined ? field === '' : field !== '' && fields.some((pattern) => fits(pattern, field))
}
