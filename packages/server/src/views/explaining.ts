import type { ServerContext } from '../context.ts'
import type { FlowRunView } from '../store/queries/flow-runs.ts'

/** What explaining needs besides the database. */
export type Explaining = Pick<ServerContext, 'clock' | 'settings'>

/** How often a run may be tried in all. */
export const attemptsOf = ({ empirical_policy: policy }: Pick<FlowRunView, 'empirical_policy'>): number => (policy.retries ?? 0) + 1
