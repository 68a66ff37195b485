import type { Json } from '@millrace/protocol'

/** True for the data of a state whose result is stored somewhere, so that losing the data loses the result. */
export const hasPersistedResult = (data: Json): boolean =>
  typeof data === 'object' && data !== null && !Array.isArray(data) && !isUnpersisted(data)

/** True for the data of a state whose result is kept by nobody; it is answered once and, as in Prefect, not stored. */
export const isUnpersisted = (data: Json): boolean =>
  typeof data === 'object' && data !== null && 'type' in data && data['type'] === 'unpersisted'
