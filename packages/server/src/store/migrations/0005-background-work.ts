import type { Types } from './0001-definition-tables.ts'
import { typesOf } from './0001-foundations.ts'
import type { Migration } from './migration.ts'

/** Background tasks and who takes them, what workers are to clear away, and what was last told of who is ready. */
export const backgroundWork: Migration = {
  name: '0005-background-work',
  statements: (database) => {
    const types = typesOf(database)
    return [...backgroundTasks(types), ...cleanups(types), readiness(types)]
  },
}

/** A task run stands in the queue from its first SCHEDULED state until it has ended; `worker` says who was handed it. */
const backgroundTasks = (types: Types): string[] => [
  `create table background_task (task_run_id ${types.id} not null primary key references task_run (id) on delete cascade,
    task_key ${types.text} not null, place ${types.int} not null, due ${types.time} not null, worker ${types.text}) ${types.table}`,
  'create index background_task_waiting on background_task (task_key, place, due) where worker is null',
  'create index background_task_worker on background_task (worker) where worker is not null',
  `create table task_worker (identifier ${types.text} not null primary key, session ${types.id} not null, task_keys ${types.json} not null,
    seen ${types.time} not null, left_at ${types.time}) ${types.table}`,
]

const cleanups = (types: Types): string[] => [
  `create table worker_cleanup (id ${types.id} not null primary key, created ${types.time} not null,
    work_pool_id ${types.id} not null references work_pool (id) on delete cascade, work_queue_id ${types.id},
    kind ${types.text} not null, flow_run_id ${types.id} not null, infrastructure_pid ${types.text}, deliveries ${types.int} not null,
    reservation ${types.id}, reserved_until ${types.time}, outcome ${types.text}, ended ${types.time}) ${types.table}`,
  'create index worker_cleanup_waiting on worker_cleanup (work_pool_id, created) where outcome is null',
  'create index worker_cleanup_reserved on worker_cleanup (reserved_until) where reserved_until is not null',
  'create index worker_cleanup_ended on worker_cleanup (ended) where ended is not null',
]

const readiness = (types: Types): string =>
  `create table told_status (id ${types.id} not null primary key, kind ${types.text} not null, status ${types.text} not null,
    since ${types.time} not null) ${types.table}`
