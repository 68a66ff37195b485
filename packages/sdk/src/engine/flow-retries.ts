import type { FlowRunPolicy } from '@millrace/protocol'
import type { Session } from '../connection/session.ts'
import type { FlowRunInfo } from '../context/flow-run.ts'
import type { FlowDefinition } from '../flow-definition.ts'
import { delayBefore } from '../retry-delays.ts'
import type { RunState } from '../states/run-state.ts'
import type { FlowExecution } from './flow-execution.ts'
import { isWorthARetry } from './worth-a-retry.ts'

/** What the server keeps of the retries of a flow: how many, and the whole seconds before the first. */
export function flowRetryPolicy(
  { options }: FlowDefinition,
  { settings }: Pick<Session, 'settings'>,
): Pick<FlowRunPolicy, 'retries' | 'retry_delay'> {
  const { defaultRetries, defaultRetryDelaySeconds } = settings.flows
  const { retries = defaultRetries, retryDelaySeconds = defaultRetryDelaySeconds } = options
  return { retries, retry_delay: Math.ceil(delayBefore(1, retryDelaySeconds, 0, 0)) }
}

/**
 * Before the server is told that an attempt failed, tells it what it cannot know: how long to wait this time, or that another
 * attempt is not worth it. Where one delay holds for all retries and any error is worth one, there is nothing to tell.
 */
export async function prepareRetry(execution: FlowExecution, state: RunState, info: FlowRunInfo): Promise<void> {
  const { definition, session, run, log } = execution
  const { retryDelaySeconds: delay, retryJitterFactor: jitter = 0, retryIf } = definition.options
  const varies = delay !== undefined && (typeof delay !== 'number' || jitter > 0)
  if (!state.isFailed || (!varies && retryIf === undefined)) return
  const { empirical_policy: policy } = await session.client.flowRuns.read({ params: { id: run.id } })
  const { runCount } = info
  if (runCount > (policy.retries ?? 0)) return
  const worth = await isWorthARetry(retryIf, state, info, { what: 'flow', log })
  if (!worth) log.info('Flow run is not tried again: retryIf says that another attempt would not help')
  const change = worth
    ? { retry_delay: Math.ceil(delayBefore(runCount, delay ?? policy.retry_delay ?? 0, jitter, Math.random())) }
    : { retries: runCount - 1 }
  await session.client.flowRuns.update({ params: { id: run.id }, body: { empirical_policy: { ...policy, ...change } } })
}
