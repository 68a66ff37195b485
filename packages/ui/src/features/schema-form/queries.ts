import { queryOptions } from '@tanstack/react-query'
import { api } from '../../api/api.ts'
import { collected, type Faults } from './faults.ts'
import type { Schema } from './schema.ts'

/** Both parts are JSON: they came from the server, or from fields that make nothing else. */
type Body = Parameters<typeof api.ui.validateValues>[0]['body']

/** What the server says is wrong with values, each word at its place. */
export async function faultsOf(schema: Schema, values: Schema): Promise<Faults> {
  const { errors } = await api.ui.validateValues({ body: { schema, values } as Body })
  return collected(errors)
}

/** The names of variables, for a value that is taken from one. */
export const variableNamesQuery = queryOptions({
  queryKey: ['variables', 'names'],
  queryFn: async ({ signal }) => (await api.variables.filter({ body: {}, signal })).map(({ name }) => name),
})
