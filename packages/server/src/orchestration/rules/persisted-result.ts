import type { Json } from '@millrace/protocol'

/** True for the data of a state whose result is stored somewhere, so that losing the data loses the result. */
export const hasPersistedResult = (data: Json): boolean =>
  typeof data === 'object' && data !== null && !Array.isArray(data) && !('type' in data && data['type'] === 'unpersisted')
