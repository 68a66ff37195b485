import type { FlowRun, RunGraph, Timeline, TimelineSegment } from '@millrace/protocol'

/** A timeline from what a server of Prefect tells of a run: each node is one segment. */
export function timelineOfGraph(run: FlowRun, { nodes, states }: RunGraph, now: string): Timeline {
  const origin = run.start_time ?? run.expected_start_time ?? run.created ?? now
  const at = (time: string): number => Date.parse(time) - Date.parse(origin)
  const segments = states.flatMap(({ type, timestamp }, index): TimelineSegment[] => {
    const next = states[index + 1]
    if (FINAL.has(type)) return []
    const kind = type === 'RUNNING' || type === 'CANCELLING' ? 'running' : type === 'PAUSED' ? 'paused' : 'waiting'
    return [
      {
        kind,
        from: at(timestamp),
        until: next === undefined ? null : at(next.timestamp),
        ended: kind === 'running' ? (next?.type ?? null) : null,
      },
    ]
  })
  return {
    origin,
    now: at(now),
    state_type: run.state_type,
    state_name: run.state_name,
    segments,
    lanes: nodes.map(([, node]) => ({
      kind: node.kind,
      id: node.id,
      task_run_id: node.id,
      name: node.label,
      group: node.label.replace(/-[0-9a-f]{1,3}$/, ''),
      state_type: node.state_type,
      state_name: node.state_type.charAt(0) + node.state_type.slice(1).toLowerCase(),
      attempt: 1,
      run_count: 1,
      segments: [
        {
          kind: node.state_type === 'PENDING' || node.state_type === 'SCHEDULED' ? ('waiting' as const) : ('running' as const),
          from: at(node.start_time),
          until: node.end_time === null ? null : at(node.end_time),
          ended: FINAL.has(node.state_type) ? node.state_type : null,
        },
      ],
      parents: node.parents.map(({ id }) => id),
    })),
    total: nodes.length,
    as_of: now,
  }
}

const FINAL: ReadonlySet<string> = new Set(['COMPLETED', 'FAILED', 'CRASHED', 'CANCELLED'])
