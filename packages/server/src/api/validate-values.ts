import type { Json, SchemaValueError } from '@millrace/protocol'
import { hydrateForValidation } from '../hydration/hydrate-parameters.ts'
import { type Fault, findAllMismatches, UnresolvableReference } from '../json-schema/find-all-mismatches.ts'
import { SchemaTooDeep } from '../json-schema/find-mismatch.ts'
import { META_SCHEMA } from '../json-schema/meta-schema.ts'
import { preprocessSchema } from '../json-schema/preprocess-schema.ts'
import type { Queries } from '../store/store.ts'
import { Unprocessable } from './errors.ts'

interface Body {
  readonly schema: Readonly<Record<string, Json>>
  readonly values: Readonly<Record<string, Json>>
}

/**
 * Holds the values of a form against the schema of its fields, and answers everything that is wrong, nested as the values are. Throws
 * `Unprocessable` for a schema that is none.
 */
export async function validateValues(queries: Queries, { schema, values }: Body): Promise<{ errors: SchemaValueError[]; valid: boolean }> {
  const read = preprocessSchema(schema)
  try {
    const [problem] = findAllMismatches(read, META_SCHEMA).sort((a, b) => a.path.length - b.path.length)
    if (problem !== undefined) throw new Unprocessable(`Invalid schema: ${problem.message}`)
    const errors = nest(telling(findAllMismatches(await hydrateForValidation(queries, values), read)))
    return { errors, valid: errors.length === 0 }
  } catch (error) {
    if (error instanceof SchemaTooDeep) throw new Unprocessable(error.message)
    if (error instanceof UnresolvableReference) {
      throw new Unprocessable(`Invalid schema: Validation failed. Failure reason: ${error.message}`)
    }
    throw error
  }
}

/** Where a value could not be had, only that is told of its place. */
function telling(faults: readonly Fault[]): Fault[] {
  const places = Map.groupBy(faults, ({ path }) => path.join('->'))
  return [...places.values()].flatMap((of) =>
    of.some(({ placeholder }) => placeholder) ? of.filter(({ placeholder }) => placeholder) : of,
  )
}

type Group = Exclude<SchemaValueError, string>

function nest(faults: readonly Fault[]): SchemaValueError[] {
  const errors: SchemaValueError[] = []
  for (const { path, message } of faults) {
    const last = path.at(-1)
    if (last === undefined) errors.push(message)
    else {
      let level = errors
      for (const step of path.slice(0, -1)) level = groupAt(level, step).errors
      level.push(groupOf(last, [message]))
    }
  }
  return errors
}

function groupAt(level: SchemaValueError[], step: string | number): Group {
  const found = level.find((entry): entry is Group => typeof entry !== 'string' && stepOf(entry) === step)
  if (found !== undefined) return found
  const made = groupOf(step, [])
  level.push(made)
  return made
}

const stepOf = (group: Group): string | number => ('index' in group ? group.index : group.property)

const groupOf = (step: string | number, errors: SchemaValueError[]): Group =>
  typeof step === 'number' ? { index: step, errors } : { property: step, errors }
