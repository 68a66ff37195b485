import type { ServerContext } from '../context.ts'

/** What orchestration needs of the server. */
export type OrchestrationContext = Pick<ServerContext, 'store' | 'clock' | 'bus' | 'work' | 'settings'>
