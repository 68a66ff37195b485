import type { Migration } from './migration.ts'
import { typesOf } from './0001-foundations.ts'

/** Actions that call other services wait apart from those that do not, so that a slow service holds up nobody else. */
export const automationLanes: Migration = {
  name: '0006-automation-lanes',
  statements: (database) => [
    `alter table automation_action add column outward ${typesOf(database).bool} not null default ${database === 'sqlite' ? '0' : 'false'}`,
    'drop index automation_action_due',
    'create index automation_action_due on automation_action (outward, due, id)',
  ],
}
