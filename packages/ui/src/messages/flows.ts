import { counted, percentInWords } from './counted.ts'

/** The texts of the pages of flows. */
export const flowText = {
  tabs: { overview: 'Overview', runs: 'Runs', deployments: 'Deployments' },
  lastRuns: (count: number) => (count === 1 ? 'Last run' : `Last ${count} runs`),
  runs: 'Last runs',
  success: 'Success',
  share: (rate: number) => percentInWords(rate),
  shareWords: (runs: number) => `Of the last ${counted(runs, 'run', 'runs')}`,
  median: 'Median',
  p95: '95 %',
  lastRun: 'Last run',
  grid: 'Which task fails again and again?',
  durations: 'Is it getting slower?',
  task: 'Task',
  failedIn: 'Failed in',
  of: (failed: number, ran: number) => `${failed} of ${ran}`,
  allTasks: (count: number) => `All ${count} tasks`,
  fewer: 'Fewer',
  notIn: (task: string, run: string) => `${task} did not run in ${run}.`,
  cell: (of: { readonly run: string; readonly task: string; readonly count: number; readonly failed: number; readonly duration: string }) =>
    `${of.run}: ${of.task} × ${of.count}${of.failed > 0 ? `, ${of.failed} failed` : ''}, ${of.duration}`,
  dot: (run: string, state: string, duration: string) => `${run}: ${state}, ${duration}`,
  medians: (all: string, latest: string) => `Median ${all}; of the last five that completed ${latest}.`,
  noneCompleted: 'None of them completed.',
  noRuns: 'It has not run yet.',
  noTasks: 'None of its last runs called a task.',
  deleteWords: (deployments: number | undefined) =>
    deployments === undefined || deployments === 0
      ? 'All its runs go with it, with their states, task runs and log lines.'
      : `${counted(deployments, 'deployment goes', 'deployments go')} with it, with their schedules, and all its runs with their states, task runs and log lines.`,
  notTold: 'This server does not tell how the tasks of a flow fare.',
} as const
