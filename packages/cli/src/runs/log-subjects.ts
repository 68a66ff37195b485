import type { Client } from '@millrace/client'
import { type Log, MAXIMUM_LIMIT } from '@millrace/protocol'

/** Says of which run a log line is; asks for the names of task runs once each. */
export interface LogSubjects {
  /** Learns the names that these lines need. */
  learn(lines: readonly Log[]): Promise<void>
  /** `Flow run 'warm-newt'`, `Task run 'fetch-0'`. */
  of(line: Log): string
}

/** Makes one for the lines of a flow run. */
export function logSubjects(client: Client, flowRunName: string): LogSubjects {
  const names = new Map<string, string>()
  return {
    async learn(lines) {
      const unknown = [...new Set(lines.flatMap(({ task_run_id: id }) => (id === null || names.has(id) ? [] : [id])))]
      for (let start = 0; start < unknown.length; start += MAXIMUM_LIMIT) {
        const ids = unknown.slice(start, start + MAXIMUM_LIMIT)
        for (const { id, name } of await client.taskRuns.filter({ body: { task_runs: { id: { any_: ids } } } })) names.set(id, name)
      }
    },
    of({ task_run_id: id }) {
      if (id === null) return `Flow run '${flowRunName}'`
      const name = names.get(id)
      return name === undefined ? `Task run ${id}` : `Task run '${name}'`
    },
  }
}
