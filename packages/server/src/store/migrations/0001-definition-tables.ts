/** How the two databases spell a type; `table` and `clustered` follow the closing bracket of a table. */
export interface Types {
  readonly id: string
  readonly text: string
  readonly time: string
  readonly json: string
  readonly tags: string
  readonly bool: string
  readonly int: string
  readonly real: string
  readonly table: string
  readonly clustered: string
}

/** The columns that every stored object begins with. */
export const stored = ({ id, time }: Types): string => `id ${id} not null primary key, created ${time} not null, updated ${time} not null`

/** Tables of what people define: flows, deployments, pools, blocks, variables. They stay small and are indexed for keys and sorts. */
export const definitionTables = (types: Types): readonly string[] => [
  ...flows(types),
  ...pools(types),
  ...blocks(types),
  ...deployments(types),
  ...rest(types),
]

const flows = (types: Types): string[] => [
  `create table flow (${stored(types)}, name ${types.text} not null unique, tags ${types.tags} not null,
    labels ${types.json} not null) ${types.table}`,
  'create index flow_created on flow (created)',
  'create index flow_updated on flow (updated)',
]

const pools = (types: Types): string[] => [
  `create table work_pool (${stored(types)}, name ${types.text} not null unique, description ${types.text}, type ${types.text} not null,
    base_job_template ${types.json} not null, is_paused ${types.bool} not null, concurrency_limit ${types.int},
    default_queue_id ${types.id}, storage_configuration ${types.json} not null) ${types.table}`,
  `create table work_queue (${stored(types)}, name ${types.text} not null, description ${types.text}, is_paused ${types.bool} not null,
    concurrency_limit ${types.int}, priority ${types.int} not null,
    work_pool_id ${types.id} not null references work_pool (id) on delete cascade, filter ${types.json}, last_polled ${types.time},
    unique (work_pool_id, name)) ${types.table}`,
  'create index work_queue_name on work_queue (name)',
  `create table worker (${stored(types)}, name ${types.text} not null,
    work_pool_id ${types.id} not null references work_pool (id) on delete cascade, last_heartbeat_time ${types.time},
    heartbeat_interval_seconds ${types.int}, unique (work_pool_id, name)) ${types.table}`,
]

const blocks = (types: Types): string[] => [
  `create table block_type (${stored(types)}, name ${types.text} not null, slug ${types.text} not null unique, logo_url ${types.text},
    documentation_url ${types.text}, description ${types.text}, code_example ${types.text},
    is_protected ${types.bool} not null) ${types.table}`,
  `create table block_schema (${stored(types)}, checksum ${types.text} not null, fields ${types.json} not null,
    block_type_id ${types.id} not null references block_type (id) on delete cascade, capabilities ${types.json} not null,
    version ${types.text} not null, unique (checksum, version)) ${types.table}`,
  'create index block_schema_block_type on block_schema (block_type_id)',
  `create table block_document (${stored(types)}, name ${types.text} not null, encrypted_data ${types.text} not null,
    block_schema_id ${types.id} not null references block_schema (id) on delete cascade,
    block_type_id ${types.id} not null references block_type (id) on delete cascade, is_anonymous ${types.bool} not null,
    unique (block_type_id, name)) ${types.table}`,
  'create index block_document_schema on block_document (block_schema_id)',
  'create index block_document_name on block_document (name)',
  `create table block_document_reference (id ${types.id} not null primary key, name ${types.text} not null,
    parent_block_document_id ${types.id} not null references block_document (id) on delete cascade,
    reference_block_document_id ${types.id} not null references block_document (id) on delete cascade) ${types.table}`,
  'create index block_document_reference_parent on block_document_reference (parent_block_document_id)',
  'create index block_document_reference_target on block_document_reference (reference_block_document_id)',
]

const deployments = (types: Types): string[] => [
  `create table deployment (${stored(types)}, name ${types.text} not null, version ${types.text}, description ${types.text},
    flow_id ${types.id} not null references flow (id) on delete cascade, paused ${types.bool} not null, concurrency_limit ${types.int},
    concurrency_options ${types.json}, global_concurrency_limit_id ${types.id}, job_variables ${types.json} not null,
    parameters ${types.json} not null, parameter_openapi_schema ${types.json}, enforce_parameter_schema ${types.bool} not null,
    tags ${types.tags} not null, labels ${types.json} not null,
    work_queue_id ${types.id} references work_queue (id) on delete set null, work_queue_name ${types.text}, last_polled ${types.time},
    path ${types.text}, manifest_path ${types.text}, pull_steps ${types.json}, entrypoint ${types.text},
    storage_document_id ${types.id} references block_document (id) on delete set null,
    infrastructure_document_id ${types.id} references block_document (id) on delete set null,
    created_by ${types.json}, updated_by ${types.json}, unique (flow_id, name)) ${types.table}`,
  'create index deployment_name on deployment (name)',
  'create index deployment_created on deployment (created)',
  'create index deployment_updated on deployment (updated)',
  'create index deployment_work_queue on deployment (work_queue_id)',
  `create table deployment_schedule (${stored(types)}, deployment_id ${types.id} not null references deployment (id) on delete cascade,
    schedule ${types.json} not null, active ${types.bool} not null, max_scheduled_runs ${types.int}, max_active_runs ${types.int},
    catchup ${types.bool} not null, parameters ${types.json} not null, slug ${types.text}, unique (deployment_id, slug)) ${types.table}`,
]

const rest = (types: Types): string[] => [
  `create table variable (${stored(types)}, name ${types.text} not null unique, value ${types.json}, tags ${types.tags} not null) ${types.table}`,
  `create table configuration (key ${types.text} not null primary key, value ${types.json}, updated ${types.time} not null) ${types.table}`,
]
