import { typesOf } from './0001-foundations.ts'
import type { Migration } from './migration.ts'

/** Which deployments, queues and pools were last told to be ready, so that each change is told once. */
export const readyObjects: Migration = {
  name: '0010-ready-objects',
  statements: (database) => {
    const types = typesOf(database)
    return [`create table ready_object (kind ${types.text} not null, id ${types.id} not null, primary key (kind, id)) ${types.clustered}`]
  },
}
