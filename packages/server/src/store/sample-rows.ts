import { randomUUID } from 'node:crypto'
import type {
  BlockDocumentRow,
  BlockSchemaRow,
  BlockTypeRow,
  DeploymentRow,
  EventRow,
  FlowRow,
  FlowRunRow,
  LogRow,
  TaskRunRow,
  WorkPoolRow,
  WorkQueueRow,
} from './schema.ts'

/** When sample rows were made. */
export const SAMPLE_TIME = '2024-02-29T23:59:59.123456Z'

const stored = (): { id: string; created: string; updated: string } => ({ id: randomUUID(), created: SAMPLE_TIME, updated: SAMPLE_TIME })
const unique = (noun: string): string => `${noun}-${randomUUID()}`

/** Whole rows for tests, with as little in them as the tables allow; what matters to a test is given. */
export const sample = {
  flow: (given: Partial<FlowRow> = {}): FlowRow => ({ ...stored(), name: unique('flow'), tags: [], labels: {}, ...given }),

  flowRun: (given: Partial<FlowRunRow> & Pick<FlowRunRow, 'flow_id'>): FlowRunRow => ({
    ...run(),
    name: unique('run'),
    deployment_id: null,
    deployment_version: null,
    work_queue_id: null,
    work_queue_name: null,
    flow_version: null,
    parameters: {},
    idempotency_key: null,
    context: {},
    empirical_policy: POLICY,
    parent_task_run_id: null,
    auto_scheduled: false,
    infrastructure_document_id: null,
    infrastructure_pid: null,
    created_by: null,
    job_variables: null,
    attempt: 0,
    ...given,
  }),

  taskRun: (given: Partial<TaskRunRow> = {}): TaskRunRow => ({
    ...run(),
    name: unique('task-run'),
    flow_run_id: null,
    task_key: 'task',
    dynamic_key: unique('key'),
    cache_key: null,
    cache_expiration: null,
    task_version: null,
    empirical_policy: { ...POLICY, retry_delay: null, retry_jitter_factor: null },
    task_inputs: {},
    flow_run_run_count: 0,
    ...given,
  }),

  deployment: (given: Partial<DeploymentRow> & Pick<DeploymentRow, 'flow_id'>): DeploymentRow => ({
    ...stored(),
    name: unique('deployment'),
    version: null,
    version_info: null,
    description: null,
    paused: false,
    concurrency_limit: null,
    concurrency_options: null,
    global_concurrency_limit_id: null,
    job_variables: {},
    parameters: {},
    parameter_openapi_schema: null,
    enforce_parameter_schema: true,
    tags: [],
    labels: {},
    work_queue_id: null,
    work_queue_name: null,
    last_polled: null,
    path: null,
    manifest_path: null,
    pull_steps: null,
    entrypoint: null,
    storage_document_id: null,
    infrastructure_document_id: null,
    created_by: null,
    updated_by: null,
    ...given,
  }),

  workPool: (given: Partial<WorkPoolRow> = {}): WorkPoolRow => ({
    ...stored(),
    name: unique('pool'),
    description: null,
    type: 'process',
    base_job_template: {},
    is_paused: false,
    concurrency_limit: null,
    default_queue_id: null,
    storage_configuration: {},
    ...given,
  }),

  workQueue: (given: Partial<WorkQueueRow> & Pick<WorkQueueRow, 'work_pool_id'>): WorkQueueRow => ({
    ...stored(),
    name: unique('queue'),
    description: null,
    is_paused: false,
    concurrency_limit: null,
    priority: 1,
    filter: null,
    last_polled: null,
    ...given,
  }),

  blockType: (given: Partial<BlockTypeRow> = {}): BlockTypeRow => ({
    ...stored(),
    name: unique('Block'),
    slug: unique('block'),
    logo_url: null,
    documentation_url: null,
    description: null,
    code_example: null,
    is_protected: false,
    ...given,
  }),

  blockSchema: (given: Partial<BlockSchemaRow> & Pick<BlockSchemaRow, 'block_type_id'>): BlockSchemaRow => ({
    ...stored(),
    checksum: unique('sha256:'),
    fields: {},
    capabilities: [],
    version: 'non-versioned',
    ...given,
  }),

  blockDocument: (given: Partial<BlockDocumentRow> & Pick<BlockDocumentRow, 'block_type_id' | 'block_schema_id'>): BlockDocumentRow => ({
    ...stored(),
    name: unique('document'),
    encrypted_data: '',
    is_anonymous: false,
    ...given,
  }),

  log: (given: Partial<LogRow> = {}): LogRow => ({
    ...stored(),
    name: 'millrace.flow_runs',
    level: 20,
    message: 'a line',
    timestamp: SAMPLE_TIME,
    flow_run_id: null,
    task_run_id: null,
    ...given,
  }),

  event: (given: Partial<EventRow> = {}): EventRow => ({
    id: randomUUID(),
    occurred: SAMPLE_TIME,
    received: SAMPLE_TIME,
    event: 'something.happened',
    resource_id: 'thing.1',
    resource: { 'prefect.resource.id': 'thing.1' },
    related: [],
    payload: {},
    follows: null,
    ...given,
  }),
}

const POLICY = {
  max_retries: 0,
  retry_delay_seconds: 0,
  retries: null,
  retry_delay: null,
  pause_keys: null,
  resuming: null,
  retry_type: null,
}

const run = () => ({
  ...stored(),
  state_id: null,
  state_type: null,
  state_name: null,
  state_timestamp: null,
  tags: [],
  labels: {},
  run_count: 0,
  expected_start_time: null,
  next_scheduled_start_time: null,
  start_time: null,
  end_time: null,
  total_run_time: 0,
})
