import type { LogFilterInput } from '@millrace/protocol'

/** Lines that one call answers. */
export const PAGE = 200

/** What asks for a page of the lines, oldest first; pages count from 0. */
export const linesBody = (
  logs: LogFilterInput,
  page: number,
): { readonly logs: LogFilterInput; readonly sort: 'TIMESTAMP_ASC'; readonly limit: number; readonly offset: number } => ({
  logs,
  sort: 'TIMESTAMP_ASC',
  limit: PAGE,
  offset: page * PAGE,
})
