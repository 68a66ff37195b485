const plural = new Intl.PluralRules('en')
const number = new Intl.NumberFormat('en')

const some = (count: number, more: boolean, one: string, many: string): string =>
  `${more ? 'More than ' : ''}${number.format(count)} ${plural.select(count) === 'one' && !more ? one : many}`

/** The texts of the first page. */
export const overviewText = {
  needs: 'What needs you',
  calm: 'Nothing needs you: no run failed in the last 24 hours, none is late, none waits for input.',
  failed: (count: number, more: boolean) => `${some(count, more, 'run', 'runs')} failed in the last 24 hours`,
  late: (count: number, more: boolean) => `${some(count, more, 'run is', 'runs are')} late`,
  paused: (count: number, more: boolean) => `${some(count, more, 'run waits', 'runs wait')} for input`,
  noWorker: (pool: string, waiting: number) => `No worker polls ${pool}, where ${some(waiting, false, 'run waits', 'runs wait')}`,
  pausedPool: (pool: string, waiting: number) => `${pool} is paused; ${some(waiting, false, 'run waits', 'runs wait')} in it`,
  retry: (count: number) => `Retry ${some(count, false, 'run', 'runs')}`,
  retryTitle: (count: number) => `Begin ${some(count, false, 'run', 'runs')} again?`,
  retryVerb: 'Retry',
  retried: (count: number) => `${some(count, false, 'run is', 'runs are')} on the way again.`,
  notRetried: (count: number) => `${some(count, false, 'run', 'runs')} could not be begun again.`,
  more: (count: number) => `and ${number.format(count)} more`,
  history: 'How did the runs of the last day end?',
  allRuns: 'All runs',
  running: 'What runs now?',
  noneRunning: 'Nothing runs at the moment.',
  tasks: (done: number, all: number) => `${number.format(done)} of ${number.format(all)} tasks`,
  failedTasks: (count: number) => some(count, false, 'failed', 'failed'),
  run: 'Run',
  since: 'For',
  progress: 'Progress',
  next: 'What starts next?',
  noneNext: 'No run is scheduled.',
  at: 'Start',
  deployment: 'Deployment',
  pools: 'Does anybody pick up work?',
  noPools: 'There is no work pool yet. Flows can run without one; deployments need it:',
  pool: 'Work pool',
  workers: 'Workers',
  busy: 'Running',
  waiting: 'Waiting',
  oldest: 'Oldest wait',
  hour: (from: string, to: string) => `${from} – ${to}`,
  runs: 'Runs',
} as const
