import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api } from '../../api/api.ts'
import type { ArtifactsSearch } from './search.ts'

/** The latest artifact of each key, the one changed last first: 200 of them. */
export const artifactsQuery = ({ name, type }: ArtifactsSearch) =>
  queryOptions({
    queryKey: ['artifacts', { name, type }],
    queryFn: ({ signal }) =>
      api.artifacts.filterLatest({
        body: {
          artifacts: {
            type: type === undefined ? { not_any_: ['result'] } : { any_: [type] },
            ...(name === undefined ? {} : { key: { like_: name } }),
          },
          sort: 'UPDATED_DESC',
        },
        signal,
      }),
    placeholderData: keepPreviousData,
  })

/** The versions of a key, newest first: 200 of them. */
export const versionsQuery = (key: string) =>
  queryOptions({
    queryKey: ['artifacts', 'of', key],
    queryFn: ({ signal }) => api.artifacts.filter({ body: { artifacts: { key: { any_: [key] } }, sort: 'CREATED_DESC' }, signal }),
  })

export const artifactQuery = (id: string) =>
  queryOptions({ queryKey: ['artifact', id], queryFn: ({ signal }) => api.artifacts.read({ params: { id }, signal }) })

export const deleteArtifact = (id: string) => api.artifacts.delete({ params: { id } })
