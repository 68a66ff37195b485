import { z } from 'zod'
import { across } from '../filters/across.ts'
import { workPoolFilter } from '../filters/work-pool-filter.ts'
import { route } from '../route.ts'
import { deploymentRow, workerRow, workPoolRow } from '../views/setup-rows.ts'
import { pageOf } from './replies.ts'

/** What our web UI lists of deployments and work pools in one call each; Millrace's own, which may change with it. */
export const setupViewRoutes = {
  deploymentRows: route({
    method: 'POST',
    path: '/ui/deployments/rows',
    summary: 'List deployments with their status, last runs, next run and what a run has to be given',
    body: z
      .object({
        ...across,
        sort: z.enum(['NAME_ASC', 'NAME_DESC', 'UPDATED_DESC', 'CREATED_DESC']).default('NAME_ASC'),
        limit: z.int().min(1).max(100).default(50),
        page: z.int().min(1).default(1),
      })
      .prefault({}),
    reply: pageOf(deploymentRow),
    status: [200],
  }),
  workPoolRows: route({
    method: 'POST',
    path: '/ui/work_pools/rows',
    summary: 'List work pools with who serves them, what runs and what waits',
    body: z
      .object({
        work_pools: workPoolFilter.nullish(),
        limit: z.int().min(1).max(200).default(200),
        offset: z.int().min(0).default(0),
      })
      .prefault({}),
    reply: z.array(workPoolRow),
    status: [200],
  }),
  workerRows: route({
    method: 'GET',
    path: '/ui/work_pools/{name}/workers',
    summary: 'List the workers of a work pool with what they say of themselves, those heard of last first',
    params: z.object({ name: z.string() }),
    reply: z.array(workerRow),
    status: [200],
  }),
} as const
