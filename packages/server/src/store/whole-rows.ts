import { randomUUID } from 'node:crypto'
import { sample, SAMPLE_TIME } from './sample-rows.ts'
import type { Schema } from './schema.ts'
import { NO_DETAILS } from './state-details.ts'

export type Rows = { readonly [Table in keyof Schema]: Schema[Table] }

const TEXT = 'żółw 🐢 "quoted" \\ back\nline'
const NESTED = { deep: [{ text: TEXT, no: null, yes: true, number: 1.5 }], '': {}, 'dotted.key': 0 }
const LATER = '2024-12-31T00:00:00.000001Z'

/** One row of every table, in the order of their references, with something in every column. */
export function wholeRows(): Rows {
  const by = { id: randomUUID(), type: 'USER', display_value: TEXT }
  const stored = { id: randomUUID(), created: SAMPLE_TIME, updated: LATER }
  const flow = sample.flow({ name: TEXT, tags: ['b', 'a', TEXT], labels: { text: TEXT, number: 1.5, yes: false } })
  const pool = sample.workPool({
    description: TEXT,
    base_job_template: NESTED,
    is_paused: true,
    concurrency_limit: 2 ** 40,
    default_queue_id: randomUUID(),
    storage_configuration: NESTED,
  })
  const queue = sample.workQueue({
    work_pool_id: pool.id,
    description: TEXT,
    is_paused: true,
    concurrency_limit: 0,
    priority: 7,
    filter: { tags: ['a'], deployment_ids: null },
    last_polled: LATER,
  })
  const type = sample.blockType({ logo_url: TEXT, documentation_url: TEXT, description: TEXT, code_example: TEXT, is_protected: true })
  const schema = sample.blockSchema({ block_type_id: type.id, fields: NESTED, capabilities: ['write', 'read'] })
  const document = sample.blockDocument({ block_type_id: type.id, block_schema_id: schema.id, encrypted_data: TEXT, is_anonymous: true })
  const policy = {
    max_retries: 1,
    retry_delay_seconds: 0.5,
    retries: 3,
    pause_keys: ['k'],
    resuming: true,
    retry_type: 'reschedule' as const,
  }
  const deployment = sample.deployment({
    flow_id: flow.id,
    version: TEXT,
    version_info: { type: TEXT, version: TEXT, branch: TEXT },
    description: TEXT,
    paused: true,
    concurrency_limit: 3,
    concurrency_options: { collision_strategy: 'ENQUEUE' },
    global_concurrency_limit_id: randomUUID(),
    job_variables: NESTED,
    parameters: NESTED,
    parameter_openapi_schema: NESTED,
    tags: [TEXT],
    labels: { a: 1 },
    work_queue_id: queue.id,
    work_queue_name: TEXT,
    last_polled: LATER,
    path: TEXT,
    manifest_path: TEXT,
    pull_steps: [NESTED],
    entrypoint: TEXT,
    storage_document_id: document.id,
    infrastructure_document_id: document.id,
    created_by: by,
    updated_by: by,
  })
  const times = { state_timestamp: LATER, expected_start_time: LATER, next_scheduled_start_time: LATER, start_time: LATER, end_time: LATER }
  const counted = { run_count: 3, total_run_time: 12.345678, state_id: randomUUID(), state_type: 'RUNNING', state_name: TEXT } as const
  const task = sample.taskRun({
    ...times,
    ...counted,
    tags: ['t'],
    labels: { a: 'b' },
    cache_key: TEXT,
    cache_expiration: LATER,
    task_version: TEXT,
    empirical_policy: { ...policy, retry_delay: [1, 2.5], retry_jitter_factor: 0.1 },
    task_inputs: { x: [{ input_type: 'parameter', name: TEXT }] },
    flow_run_run_count: 2,
  })
  const run = sample.flowRun({
    ...times,
    ...counted,
    flow_id: flow.id,
    tags: ['t'],
    labels: { a: 'b' },
    deployment_id: deployment.id,
    deployment_version: TEXT,
    work_queue_id: queue.id,
    work_queue_name: TEXT,
    flow_version: TEXT,
    parameters: NESTED,
    idempotency_key: TEXT,
    context: NESTED,
    empirical_policy: { ...policy, retry_delay: 2 },
    parent_task_run_id: task.id,
    auto_scheduled: true,
    infrastructure_document_id: document.id,
    infrastructure_pid: TEXT,
    created_by: by,
    job_variables: NESTED,
    attempt: 4,
  })
  const state = {
    type: 'SCHEDULED',
    name: TEXT,
    timestamp: LATER,
    message: TEXT,
    data: NESTED,
    state_details: { ...NO_DETAILS, scheduled_time: LATER },
  } as const
  const taskState = { ...state, id: randomUUID(), data: 'just text', task_run_id: task.id } as never as Schema['task_run_state']
  const related = [{ 'prefect.resource.id': TEXT, 'prefect.resource.role': TEXT }]
  const event = sample.event({
    related,
    payload: NESTED,
    follows: randomUUID(),
    event: TEXT,
    resource: { 'prefect.resource.id': 'thing.1', other: TEXT },
  })
  const lease = {
    id: randomUUID(),
    created: SAMPLE_TIME,
    holder_type: 'flow_run',
    holder_id: run.id,
    duration: 0.5,
    expires_at: LATER,
  } as const
  const limit = {
    ...stored,
    name: TEXT,
    active: true,
    limit: 3,
    slot_decay_per_second: 0.1,
    decayed_until: LATER,
    avg_slot_occupancy_seconds: 2.5,
    denied_slots: 1,
    denied_at: LATER,
  }
  const artifact = {
    ...stored,
    key: TEXT,
    type: TEXT,
    description: TEXT,
    data: NESTED,
    metadata_: { a: TEXT },
    flow_run_id: run.id,
    task_run_id: task.id,
  }
  const told = { id: randomUUID(), occurred: SAMPLE_TIME, received: LATER, event: TEXT, resource: { 'prefect.resource.id': TEXT } }
  const heard = { ...told, related, payload: NESTED, follows: null }
  const automation = {
    ...stored,
    name: TEXT,
    description: TEXT,
    enabled: true,
    tags: [TEXT],
    trigger: {
      type: 'event',
      id: randomUUID(),
      match: { a: [TEXT] },
      match_related: [{ b: 'c' }],
      after: ['x'],
      expect: ['y'],
      for_each: ['z'],
      posture: 'Reactive',
      threshold: 2,
      within: 0.5,
    },
    actions: [{ type: 'do-nothing' }],
    actions_on_trigger: [{ type: 'cancel-flow-run' }],
    actions_on_resolve: [],
  } satisfies Schema['automation']
  const notificationPolicy = {
    ...stored,
    is_active: true,
    state_names: ['Failed'],
    tags: [TEXT],
    message_template: TEXT,
    block_document_id: document.id,
  }
  return {
    flow,
    work_pool: pool,
    work_queue: queue,
    worker: {
      ...stored,
      name: TEXT,
      work_pool_id: pool.id,
      last_heartbeat_time: LATER,
      heartbeat_interval_seconds: 30,
      type: TEXT,
      self_report: { version: TEXT, host: TEXT, capacity: null, running: 1, last_error: { at: LATER, message: TEXT } },
    },
    block_type: type,
    block_schema: schema,
    block_document: document,
    block_document_reference: {
      id: randomUUID(),
      name: TEXT,
      parent_block_document_id: document.id,
      reference_block_document_id: document.id,
    },
    deployment,
    deployment_schedule: {
      ...stored,
      deployment_id: deployment.id,
      schedule: { cron: '0 6 * * *', timezone: 'Europe/Warsaw', day_or: true },
      active: true,
      max_scheduled_runs: 5,
      max_active_runs: 2,
      catchup: true,
      parameters: NESTED,
      slug: TEXT,
    },
    task_run: task,
    flow_run: run,
    flow_run_state: { ...state, id: randomUUID(), flow_run_id: run.id },
    task_run_state: taskState,
    flow_run_lease: { flow_run_id: run.id, attempt: 4, holder: TEXT, expires_at: LATER },
    task_run_state_cache: {
      id: randomUUID(),
      created: SAMPLE_TIME,
      cache_key: TEXT,
      cache_expiration: LATER,
      task_run_state_id: taskState.id,
    },
    variable: { ...stored, name: TEXT, value: NESTED, tags: [TEXT] },
    log: sample.log({ message: TEXT, level: -5, flow_run_id: run.id, task_run_id: task.id }),
    event,
    unindexed_event: { ...event, id: randomUUID(), position: 7 },
    event_resource: { event_id: event.id, occurred: LATER, resource_id: TEXT, role: TEXT },
    concurrency_limit: limit,
    concurrency_lease: lease,
    concurrency_slot: { id: randomUUID(), limit_id: limit.id, lease_id: lease.id, slots: 2 },
    artifact,
    artifact_collection: { ...stored, key: TEXT, latest_id: artifact.id },
    flow_run_tally: { level: 60, slot: 28_000_000, state_type: 'COMPLETED', state_name: TEXT, runs: 3, run_time: 1.5, lateness: 0.25 },
    flow_run_owner_tally: {
      owner_id: flow.id,
      level: 600,
      slot: 2_800_000,
      state_type: 'COMPLETED',
      state_name: TEXT,
      runs: 3,
      run_time: 1.5,
      lateness: 0.25,
    },
    flow_run_tally_span: { id: 1, from_period: 0, until_period: 2_800_000 },
    flow_run_tally_gap: { period: 2_799_999 },
    flow_run_input: { ...stored, flow_run_id: run.id, key: TEXT, content: TEXT, sender: TEXT },
    saved_search: { ...stored, name: TEXT, filters: [{ object: TEXT, property: TEXT, type: TEXT, operation: TEXT, value: NESTED }] },
    background_task: { task_run_id: task.id, task_key: TEXT, place: 1, due: LATER, worker: TEXT },
    task_worker: { identifier: TEXT, session: randomUUID(), task_keys: [TEXT], seen: LATER, left_at: LATER },
    worker_cleanup: {
      id: randomUUID(),
      created: SAMPLE_TIME,
      work_pool_id: pool.id,
      work_queue_id: queue.id,
      kind: TEXT,
      flow_run_id: run.id,
      infrastructure_pid: TEXT,
      deliveries: 2,
      reservation: randomUUID(),
      reserved_until: LATER,
      outcome: 'done',
      ended: LATER,
    },
    configuration: { key: TEXT, value: NESTED, updated: LATER },
    automation,
    automation_related_resource: { automation_id: automation.id, resource_id: TEXT, owned: true },
    automation_bucket: {
      ...stored,
      automation_id: automation.id,
      trigger_id: randomUUID(),
      bucketing_key: [TEXT, ''],
      last_event: heard,
      start: SAMPLE_TIME,
      end: LATER,
      count: 3,
      last_operation: TEXT,
      triggered_at: LATER,
    },
    composite_trigger_child_firing: {
      ...stored,
      automation_id: automation.id,
      parent_trigger_id: randomUUID(),
      child_trigger_id: randomUUID(),
      child_firing_id: randomUUID(),
      child_fired_at: LATER,
      child_firing: NESTED,
    },
    automation_event: { received: LATER, event_id: event.id, leader_id: randomUUID(), queued_event: heard },
    automation_event_follower: {
      scope: TEXT,
      follower_event_id: told.id,
      leader_event_id: randomUUID(),
      received: LATER,
      follower: heard,
    },
    automation_action: { id: randomUUID(), created: SAMPLE_TIME, due: LATER, attempts: 1, triggered_action: NESTED, outward: true },
    dead_letter: {
      id: randomUUID(),
      created: SAMPLE_TIME,
      kind: 'action',
      name: 'call-webhook',
      automation_id: randomUUID(),
      attempts: 5,
      problem: 'nobody answers',
      letter: NESTED,
    },
    ready_object: { kind: 'deployment', id: randomUUID() },
    flow_run_notification_policy: notificationPolicy,
    flow_run_notification_queue: {
      id: randomUUID(),
      created: SAMPLE_TIME,
      due: LATER,
      attempts: 1,
      flow_run_state_id: randomUUID(),
      flow_run_notification_policy_id: notificationPolicy.id,
    },
  }
}
