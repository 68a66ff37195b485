import type { LogCreateInput, Timestamp } from '@millrace/protocol'

/** The last lines that a process wrote and its engine did not log itself. */
export interface KeptOutput {
  add(line: string, stream: 'stdout' | 'stderr', now: Timestamp): void
  /** As log lines of a run. */
  logs(flowRunId: string): LogCreateInput[]
}

const MOST_LINES = 500
const LONGEST_LINE = 10_000

/** `07:45:12.031 | INFO     | Flow run …`: the engines, ours and Prefect's, send these to the server themselves. */
const ENGINE_LINE = /^\d\d:\d\d:\d\d\.\d{3} \| [A-Z]+ +\| /

const ERROR_LEVEL = 40
const INFO_LEVEL = 20

/** Keeps the end of a process's output, to be told when the process dies before it could tell anything. */
export function keepOutput(): KeptOutput {
  const lines: { readonly text: string; readonly level: number; readonly timestamp: Timestamp }[] = []
  return {
    add(line, stream, timestamp) {
      if (line.trim() === '' || ENGINE_LINE.test(line)) return
      lines.push({ text: line.slice(0, LONGEST_LINE), level: stream === 'stderr' ? ERROR_LEVEL : INFO_LEVEL, timestamp })
      if (lines.length > MOST_LINES) lines.shift()
    },
    logs: (flowRunId) =>
      lines.map(({ text, level, timestamp }) => ({
        name: 'millrace.flow_runs.process',
        level,
        message: text,
        timestamp,
        flow_run_id: flowRunId,
      })),
  }
}
