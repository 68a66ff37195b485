import type { Schema } from '../schema.ts'
import type { Transaction } from '../store.ts'
import { forgetAutomations } from './automation-version.ts'

/** Every table but `configuration` and those of accounts and of the audit log, those that refer to others first. */
const TABLES = [
  'ready_object',
  'flow_run_notification_queue',
  'flow_run_notification_policy',
  'dead_letter',
  'automation_action',
  'automation_event_follower',
  'automation_event',
  'composite_trigger_child_firing',
  'automation_bucket',
  'automation_related_resource',
  'automation',
  'background_task',
  'task_worker',
  'worker_cleanup',
  'concurrency_slot',
  'concurrency_lease',
  'concurrency_limit',
  'artifact_collection',
  'artifact',
  'flow_run_input',
  'flow_run_tally',
  'flow_run_owner_tally',
  'flow_run_tally_gap',
  'flow_run_tally_span',
  'saved_search',
  'unindexed_event',
  'event_resource',
  'event',
  'log',
  'variable',
  'task_run_state_cache',
  'flow_run_lease',
  'task_run_state',
  'flow_run_state',
  'task_run',
  'flow_run',
  'deployment_schedule',
  'deployment',
  'flow',
  'worker',
  'work_queue',
  'work_pool',
  'block_document_reference',
  'block_document',
  'block_schema',
  'block_type',
] as const satisfies (keyof Schema)[]

/** Deletes every row that users made. */
export async function clearDatabase(tx: Transaction): Promise<void> {
  const { db } = tx
  await forgetAutomations(tx)
  await db.updateTable('work_pool').set({ default_queue_id: null }).execute()
  for (const table of TABLES) await db.deleteFrom(table).execute()
}
