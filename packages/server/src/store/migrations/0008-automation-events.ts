import type { Migration } from './migration.ts'
import { typesOf } from './0001-foundations.ts'

/**
 * Events that wait for triggers carry their text with them, as they may not be indexed yet, and name the event that must be looked at
 * before them. Nothing waited there before: no version that evaluates triggers had been released.
 */
export const automationEvents: Migration = {
  name: '0008-automation-events',
  statements: (database) => {
    const { id, time, json, clustered } = typesOf(database)
    return [
      'drop table automation_event',
      `create table automation_event (received ${time} not null, event_id ${id} not null, leader_id ${id}, queued_event ${json} not null,
        primary key (received, event_id)) ${clustered}`,
    ]
  },
}
