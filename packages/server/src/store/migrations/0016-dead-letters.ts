import { typesOf } from './0001-foundations.ts'
import type { Migration } from './migration.ts'

/** Events and actions of automations that were tried too often. They are few: whoever sees one tries it anew or drops it. */
export const deadLetters: Migration = {
  name: '0016-dead-letters',
  statements: (database) => {
    const { id, text, time, int, json, clustered } = typesOf(database)
    return [
      `create table dead_letter (id ${id} not null primary key, created ${time} not null, kind ${text} not null, name ${text} not null,
        automation_id ${id}, attempts ${int} not null, problem ${text} not null, letter ${json} not null) ${clustered}`,
    ]
  },
}
