import { queryOptions } from '@tanstack/react-query'
import { api } from '../../api/api.ts'
import { CallRefused } from '../../api/errors.ts'
import { isObject } from '../schema-form/schema.ts'

/** Milliseconds between two looks: nothing tells of turns of services. */
const LOOKS = 30_000

/** How the server is; null where it does not tell. */
export const healthQuery = queryOptions({
  queryKey: ['health'],
  queryFn: ({ signal }) =>
    api.serverViews.health({ signal }).catch((error: unknown) => {
      if (error instanceof CallRefused && error.status === 404) return null
      throw error
    }),
  refetchInterval: LOOKS,
})

/** The settings of the server by their dotted names, secrets masked. */
export const settingsQuery = queryOptions({
  queryKey: ['settings'],
  staleTime: 60_000,
  queryFn: async ({ signal }) => flattened(await api.admin.settings({ signal })),
})

/** One setting. */
export interface Setting {
  readonly name: string
  readonly value: string
}

/** Nested settings as a list of dotted names. */
const flattened = (settings: unknown, prefix = ''): Setting[] =>
  isObject(settings)
    ? Object.entries(settings).flatMap(([name, value]) => {
        const path = prefix === '' ? name : `${prefix}.${name}`
        return isObject(value) && Object.keys(value).length > 0 ? flattened(value, path) : [{ name: path, value: inWords(value) }]
      })
    : []

const inWords = (value: unknown): string => (typeof value === 'string' ? value : value === null ? '–' : JSON.stringify(value))
