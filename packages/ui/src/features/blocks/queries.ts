import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api } from '../../api/api.ts'

/** The first 200 named blocks by name; secrets stay where they are. */
export const blocksQuery = (name: string | undefined) =>
  queryOptions({
    queryKey: ['blocks', { name }],
    queryFn: ({ signal }) =>
      api.blockDocuments.filter({
        body: {
          block_documents: { is_anonymous: { eq_: false }, ...(name === undefined ? {} : { name: { like_: name } }) },
          include_secrets: false,
        },
        signal,
      }),
    placeholderData: keepPreviousData,
  })
