const plural = new Intl.PluralRules('en')
const count = new Intl.NumberFormat('en')

/** `1 run`, `2 runs`. */
const counted = (number: number, one: string, many: string): string =>
  `${count.format(number)} ${plural.select(number) === 'one' ? one : many}`

/** Every text of the UI. */
export const en = {
  pages: {
    overview: 'Overview',
    runs: 'Runs',
    flows: 'Flows',
    deployments: 'Deployments',
    workPools: 'Work pools',
    concurrency: 'Concurrency',
    automations: 'Automations',
    events: 'Events',
    blocks: 'Blocks',
    variables: 'Variables',
    artifacts: 'Artifacts',
    settings: 'Settings',
  },
  skip: 'Skip to content',
  menu: 'Menu',
  navigation: 'Main navigation',
  notices: 'Notices',
  tryAgain: 'Try again',
  requestId: 'Request',
  serverVersion: (version: string) => `Server ${version}`,
  theme: { label: 'Appearance', system: 'As the system', light: 'Light', dark: 'Dark' },
  zone: { label: 'Times in', local: 'Local time' },
  offline: 'No connection to the server. What is shown may be out of date.',
  notFound: 'There is no such page.',
  runs: {
    caption: 'Flow runs',
    state: 'State',
    name: 'Name',
    flow: 'Flow',
    start: 'Start',
    duration: 'Duration',
    tags: 'Tags',
    search: 'Name contains',
    allStates: 'All states',
    none: 'No flow has run yet. Run a deployment, or a script:',
    noMatch: 'No run matches these filters.',
    clear: 'Clear filters',
    total: (number: number) => counted(number, 'run', 'runs'),
    page: (page: number, pages: number) => `Page ${count.format(page)} of ${count.format(Math.max(1, pages))}`,
    previous: 'Previous',
    next: 'Next',
  },
  run: {
    tabs: { logs: 'Logs', tasks: 'Tasks', parameters: 'Parameters', details: 'Details' },
    cancel: 'Cancel',
    retry: 'Retry',
    noLogs: 'No log lines yet.',
    noTasks: 'This run has no task runs.',
    taskRuns: 'Task runs',
    started: 'Started',
    id: 'Id',
    runCount: 'Attempts',
    created: 'Created',
    end: 'End',
    workPool: 'Work pool',
    workQueue: 'Work queue',
    infrastructure: 'Infrastructure',
  },
} as const
