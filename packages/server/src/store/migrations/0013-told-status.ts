import type { Migration } from './migration.ts'

/** `ready_object` of 0010 took the place of a table that nothing came to use. */
export const toldStatus: Migration = { name: '0013-told-status', statements: () => ['drop table told_status'] }
