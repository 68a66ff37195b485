import { z } from 'zod'
import { route } from '../route.ts'
import { state, stateType } from '../states/state.ts'
import { json, uuid } from '../values/scalars.ts'
import { timestamp } from '../values/timestamp.ts'

const nullableText = z.string().nullable()
const byId = z.object({ id: uuid })
const edges = z.array(z.object({ id: uuid }))

const artifacts = z.array(
  z.object({
    id: uuid,
    created: z.string(),
    key: nullableText,
    type: nullableText,
    /** Of its key; true without one. */
    is_latest: z.boolean(),
    /** Of an artifact of type `progress`; null for any other. */
    data: json.nullable(),
  }),
)

/** A task run of a flow run, or the subflow run that stands in its place. */
const node = z.object({
  kind: z.enum(['flow-run', 'task-run']),
  id: uuid,
  label: z.string(),
  state_type: stateType,
  start_time: z.string(),
  end_time: nullableText,
  parents: edges,
  children: edges,
  /** The task runs that it was called in. */
  encapsulating: edges,
  artifacts,
})
export type GraphNode = z.output<typeof node>

const graph = z.object({
  start_time: nullableText,
  end_time: nullableText,
  root_node_ids: z.array(uuid),
  nodes: z.array(z.tuple([uuid, node])),
  artifacts,
  states: z.array(z.object({ id: uuid, timestamp: z.string(), type: stateType, name: z.string() })),
})
export type RunGraph = z.output<typeof graph>

const dependency = z.object({
  id: uuid,
  name: z.string(),
  upstream_dependencies: z.array(z.object({ input_type: z.literal('task_run'), id: uuid })),
  state: state.nullable(),
  expected_start_time: nullableText,
  start_time: nullableText,
  end_time: nullableText,
  total_run_time: z.number().nullable(),
  estimated_run_time: z.number().nullable(),
  untrackable_result: z.boolean(),
})

/** How the task runs of a flow run hang together; 400 where they are more than 10,000. */
export const runGraphRoutes = {
  dependencies: route({
    method: 'GET',
    path: '/flow_runs/{id}/graph',
    summary: 'The task runs of a flow run with those that each got its inputs from',
    params: byId,
    reply: z.array(dependency),
    status: [200],
  }),
  graph: route({
    method: 'GET',
    path: '/flow_runs/{id}/graph-v2',
    summary: 'The task runs, subflow runs, artifacts and states of a flow run, for drawing',
    params: byId,
    /** Leaves out what ended before this time. */
    query: z.object({ since: timestamp.optional() }),
    reply: graph,
    status: [200],
  }),
} as const
