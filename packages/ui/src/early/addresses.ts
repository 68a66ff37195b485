const ID = '([0-9a-f-]{36})'

/** An address that one opens from outside. */
interface Address {
  readonly path: RegExp
  /** What its page reads first, below the API; `$1` stands for what the group of the path matches. */
  readonly reads: readonly string[]
}

/** The pages that one opens from outside, by the names of their files; others are loaded as they come. */
export const ADDRESSES = {
  overview: { path: /^\/$/, reads: ['/ui/overview'] },
  runs: { path: /^\/runs\/?$/, reads: [] },
  'flow-run': {
    path: new RegExp(`^/runs/flow-run/${ID}$`),
    reads: ['/flow_runs/$1', '/ui/flow_runs/$1/explain', '/ui/flow_runs/$1/timeline'],
  },
  'task-run': { path: new RegExp(`^/runs/task-run/${ID}$`), reads: [] },
  flows: { path: /^\/flows\/?$/, reads: [] },
  flow: { path: new RegExp(`^/flows/flow/${ID}$`), reads: [] },
  deployments: { path: /^\/deployments\/?$/, reads: [] },
  deployment: { path: new RegExp(`^/deployments/deployment/${ID}$`), reads: [] },
  'work-pools': { path: /^\/work-pools\/?$/, reads: [] },
  events: { path: /^\/events\/?$/, reads: [] },
} as const satisfies Record<string, Address>

export type Route = keyof typeof ADDRESSES
