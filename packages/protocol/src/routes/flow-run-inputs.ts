import { z } from 'zod'
import { flowRunInput, flowRunInputCreate } from '../objects/flow-run-input.ts'
import { route } from '../route.ts'
import { uuid } from '../values/scalars.ts'
import { nothing } from './replies.ts'

const byRun = z.object({ id: uuid })
const byKey = z.object({ id: uuid, key: z.string() })

export const flowRunInputRoutes = {
  create: route({
    method: 'POST',
    path: '/flow_runs/{id}/input',
    summary: 'Send an input to a flow run; 409 when the key is taken',
    params: byRun,
    body: flowRunInputCreate,
    reply: z.null(),
    status: [201],
    refuses: [409],
  }),
  filter: route({
    method: 'POST',
    path: '/flow_runs/{id}/input/filter',
    summary: 'The inputs of a flow run whose keys begin with a prefix, oldest first',
    params: byRun,
    body: z.object({ prefix: z.string(), limit: z.int().default(1), exclude_keys: z.array(z.string()).default([]) }),
    reply: z.array(flowRunInput),
    status: [200],
  }),
  /** Answered as plain text, whatever is in it. */
  read: route({
    method: 'GET',
    path: '/flow_runs/{id}/input/{key}',
    summary: 'Read an input of a flow run',
    params: byKey,
    reply: z.string(),
    status: [200],
  }),
  delete: route({
    method: 'DELETE',
    path: '/flow_runs/{id}/input/{key}',
    summary: 'Delete an input of a flow run',
    params: byKey,
    reply: nothing,
    status: [204],
  }),
} as const
