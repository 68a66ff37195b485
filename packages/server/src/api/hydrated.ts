import type { Json } from '@millrace/protocol'
import { HydrationError, hydrateParameters } from '../hydration/hydrate-parameters.ts'
import type { Queries } from '../store/store.ts'
import { BadRequest } from './errors.ts'

/** Parameters with real values in them. Throws `BadRequest`, whose text begins with `failure`, for one that cannot be had. */
export async function hydrated(
  queries: Queries,
  parameters: Readonly<Record<string, Json>>,
  failure: string,
): Promise<Record<string, Json>> {
  try {
    return await hydrateParameters(queries, parameters)
  } catch (error) {
    if (error instanceof HydrationError) throw new BadRequest(`${failure}: ${error.message}`)
    throw error
  }
}
