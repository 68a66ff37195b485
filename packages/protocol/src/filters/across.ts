import { deploymentFilter } from './deployment-filter.ts'
import { flowFilter } from './flow-filter.ts'
import { flowRunFilter } from './flow-run-filter.ts'
import { taskRunFilter } from './task-run-filter.ts'
import { workPoolFilter, workQueueFilter } from './work-pool-filter.ts'

/** The filters that most list routes take together: an object counts when each given one matches it or what it belongs to. */
export const across = {
  flows: flowFilter.nullish(),
  flow_runs: flowRunFilter.nullish(),
  task_runs: taskRunFilter.nullish(),
  deployments: deploymentFilter.nullish(),
  work_pools: workPoolFilter.nullish(),
  work_pool_queues: workQueueFilter.nullish(),
}
