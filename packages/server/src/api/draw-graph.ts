import type { GraphNode, RunGraph, TaskRunInput, Timestamp } from '@millrace/protocol'
import type { GraphArtifact, GraphTask } from '../store/queries/run-graphs.ts'

/** The key under which a task run names the task runs that it was called in. */
const CALLED_IN = '__parents__'

interface Drawn {
  readonly node: GraphNode
  readonly inputs: GraphTask['task_inputs']
}

/**
 * Joins the task runs to nodes with their edges, in the order in which they started; each edge once. Without those that ended before
 * `since`; what hangs on one that is left out still names it.
 */
export function drawNodes(tasks: readonly GraphTask[], artifacts: readonly GraphArtifact[], since: Timestamp | undefined): GraphNode[] {
  const byTask = Map.groupBy(artifacts, ({ task_run_id }) => task_run_id)
  const drawn = tasks.flatMap((task) => nodeOf(task, byTask.get(task.child_id ?? task.id) ?? []) ?? []).sort(byStart)
  const byId = new Map(drawn.map(({ node }) => [node.id, node]))
  for (const { node, inputs } of drawn) {
    for (const [name, given] of Object.entries(inputs)) {
      for (const id of idsOf(given)) {
        const other = byId.get(id)
        if (other === undefined) continue
        if (name === CALLED_IN) connect(node.encapsulating, id)
        else {
          connect(node.parents, id)
          connect(other.children, node.id)
        }
      }
    }
  }
  return drawn.map(({ node }) => node).filter(({ end_time }) => since === undefined || end_time === null || end_time >= since)
}

/** An artifact as graphs show it. */
export const drawArtifact = ({ id, created, key, type, data, collection_id }: GraphArtifact): RunGraph['artifacts'][number] => ({
  id,
  created,
  key,
  type,
  is_latest: key === null || collection_id !== null,
  data,
})

/** Undefined for a run that has no time yet, and so no place. */
function nodeOf(task: GraphTask, artifacts: readonly GraphArtifact[]): Drawn | undefined {
  const start = task.child_start_time ?? task.child_expected_start_time ?? task.start_time ?? task.expected_start_time
  const state = task.child_state_type ?? task.state_type
  if (start === null || state === null) return undefined
  const node: GraphNode = {
    kind: task.child_id === null ? 'task-run' : 'flow-run',
    id: task.child_id ?? task.id,
    label: task.child_id === null ? task.name : `${task.child_flow ?? ''} / ${task.child_name ?? ''}`,
    state_type: state,
    start_time: start,
    end_time: task.child_end_time ?? task.end_time ?? (task.state_type === 'COMPLETED' ? task.expected_start_time : null),
    parents: [],
    children: [],
    encapsulating: [],
    artifacts: artifacts.map(drawArtifact),
  }
  return { node, inputs: task.task_inputs }
}

/** The runs among the sources of an input, each once. */
const idsOf = (given: readonly TaskRunInput[]): Set<string> => new Set(given.flatMap((source) => ('id' in source ? [source.id] : [])))

function connect(edges: { id: string }[], id: string): void {
  if (!edges.some((edge) => edge.id === id)) edges.push({ id })
}

/** By start, then end, those without an end last; ids decide the rest. */
const byStart = ({ node: a }: Drawn, { node: b }: Drawn): number =>
  compare(a.start_time, b.start_time) || compare(a.end_time ?? '~', b.end_time ?? '~') || compare(a.id, b.id)

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
