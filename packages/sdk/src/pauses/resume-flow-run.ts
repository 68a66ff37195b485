import type { Client } from '@millrace/client'
import type { Json } from '@millrace/protocol'
import { currentSession } from '../connection/session.ts'
import { NotResumed } from '../errors.ts'

export interface ResumeOptions {
  /** What the run waits for, if it waits for an input. */
  readonly input?: Readonly<Record<string, Json>>
  /** Default: that of the run around, or of the settings. */
  readonly client?: Client
}

/**
 * Lets a paused or suspended flow run go on.
 *
 * @throws NotResumed when it is not paused, or the input does not fit what it waits for.
 */
export async function resumeFlowRun(flowRunId: string, { input, client }: ResumeOptions = {}): Promise<void> {
  const { flowRuns } = client ?? (await currentSession()).client
  const body = input === undefined ? {} : { run_input: { ...input } }
  const { status, details } = await flowRuns.resume({ params: { id: flowRunId }, body })
  if (status === 'ACCEPT') return
  const reason = ('reason' in details ? details.reason : undefined) ?? `the server answered ${status}`
  // As Prefect's servers begin it.
  throw new NotResumed(flowRunId, reason.replace(/^Reason: /, ''))
}
