import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { Variable } from '@millrace/protocol'
import { api } from '../../api/api.ts'
import { deploymentsThatName } from './users.ts'

/** What a variable is made of. */
export type VariableParts = Pick<Variable, 'name' | 'value' | 'tags'>

/** The first 200 variables by name. */
export const variablesQuery = (name: string | undefined) =>
  queryOptions({
    queryKey: ['variables', { name }],
    queryFn: ({ signal }) => api.variables.filter({ body: name === undefined ? {} : { variables: { name: { like_: name } } }, signal }),
    placeholderData: keepPreviousData,
  })

/** Makes a variable, or changes the one of this id. */
export const saveVariable = (id: string | undefined, { name, value, tags }: VariableParts): Promise<unknown> => {
  const body = { name, value: value ?? null, tags }
  return id === undefined ? api.variables.create({ body }) : api.variables.update({ params: { id }, body })
}

export const deleteVariable = (id: string) => api.variables.delete({ params: { id } })

/** The deployments, among the first 200, that name a variable. */
export const variableUsersQuery = (name: string) =>
  queryOptions({
    queryKey: ['variables', 'users', name],
    staleTime: 30_000,
    queryFn: async ({ signal }) => deploymentsThatName(name, await api.deployments.filter({ body: {}, signal })),
  })
