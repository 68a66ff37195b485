import type { FlowRun } from '@millrace/protocol'
import type { Table } from './table.ts'
import { relativeTime } from './times.ts'

/** Runs that wait, the next one first. */
export const dueRunsTable = (title: string, runs: readonly FlowRun[]): Table => ({
  title,
  columns: ['Scheduled Start Time', 'Run ID', 'Name', 'Deployment ID'],
  rows: runs
    .toSorted((a, b) => (a.expected_start_time ?? '').localeCompare(b.expected_start_time ?? ''))
    .map((run) => [
      `${run.expected_start_time ?? ''} (${relativeTime(run.expected_start_time)})`,
      run.id,
      run.name,
      run.deployment_id ?? '',
    ]),
})

/** The instant so many hours from now. */
export const hoursAhead = (hours: number): string => new Date(Date.now() + hours * 3_600_000).toISOString()
