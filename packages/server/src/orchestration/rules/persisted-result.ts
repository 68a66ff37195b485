import type { Json } from '@millrace/protocol'

/** True for the data of a state whose result is stored somewhere, so that losing the data loses the result. */
export const hasPersistedResult = (data: Json): boolean =>
  typeof data === 'object' && data !== null && !Array.isArray(data) && !isUnpersisted(data)

/** As `hasPersistedResult`, for the state that a run is in: there Prefect takes {} for no data at all. */
export const holdsResult = (data: Json): boolean => hasPersistedResult(data) && Object.keys(data ?? {}).length > 0

/** True for the data of a state whose result is kept by nobody; it is answered once and, as in Prefect, not stored. */
export const isUnpersisted = (data: Json): boolean =>
  typeof data === 'object' && data !== null && 'type' in data && data['type'] === 'unpersisted'
