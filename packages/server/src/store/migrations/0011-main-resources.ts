import type { Migration } from './migration.ts'

/**
 * The main resource of an event is found where the others are, in `event_resource`: an index of its own, in which every event goes
 * elsewhere, was a third of what writing events cost.
 */
export const mainResources: Migration = {
  name: '0011-main-resources',
  statements: () => ['drop index event_about'],
}
