import { randomUUID } from 'node:crypto'
import type { FlowRun } from '@millrace/protocol'
import { timestampOf } from '@millrace/protocol/instants'
import { crashed, scheduled } from '@millrace/protocol/states'
import { WrongWorkPoolType } from '../errors.ts'
import { reasonOf } from '../worker-log.ts'
import { type Claim, claim } from './claim.ts'
import { jobOf, readJobBasis } from './job-of.ts'
import { holderOf, holdLease, lookAfter } from './look-after.ts'
import { propose, type Reporter } from './report-end.ts'
import type { KeptRecord } from './run-records.ts'
import type { Ending, RunOutcome, SupervisedRun, Supervision } from './supervision.ts'

/** Claims a due run, creates its infrastructure, and stays with it until it is gone and the server knows how. */
export function superviseRun(supervision: Supervision, flowRun: FlowRun): SupervisedRun {
  const asked = new AbortController()
  const end = (ending: Ending): void => asked.abort(ending)
  const claimed = claimWithRecord(supervision, flowRun)
  const over = supervise(supervision, flowRun, claimed, asked.signal, () => end('lost')).catch((error: unknown) => {
    supervision.log.error(`flow run '${flowRun.name}': ${reasonOf(error)}`)
    return true
  })
  const decided = claimed.then(
    () => true,
    () => false,
  )
  return { flowRun, decided, over, cancel: () => end('cancel'), kill: () => end('kill') }
}

/** A claim, and the record that was written before it. */
interface RecordedClaim {
  readonly claimed: Claim
  readonly record: KeptRecord
}

/** Notes what it wants before it asks: should this worker not live to hear the answer, the next one asks again. */
async function claimWithRecord(supervision: Supervision, { id }: FlowRun): Promise<RecordedClaim> {
  const { client, records, leaseSeconds } = supervision
  const transitionId = randomUUID()
  const record = await records.keep(id, transitionId)
  const claimed = await claim(client, { flowRunId: id, transitionId, holder: holderOf(supervision), leaseSeconds })
  if (claimed.claimed) await record.claimed(claimed.attempt)
  else await record.remove()
  return { claimed, record }
}

async function supervise(
  supervision: Supervision,
  flowRun: FlowRun,
  claiming: Promise<RecordedClaim>,
  asked: AbortSignal,
  onLost: () => void,
): Promise<boolean> {
  const { client, log } = supervision
  const reading = readJobBasis(supervision, flowRun)
  // Of a run that is not ours, nobody asks what became of this.
  reading.catch(() => undefined)
  const { claimed, record } = await claiming
  if (!claimed.claimed) {
    log.debug(`flow run '${flowRun.name}' is not ours: ${claimed.reason}`)
    return false
  }
  const reporter: Reporter = { client, flowRunId: flowRun.id, attempt: claimed.attempt }
  const begun = performance.now()
  let outcome: RunOutcome = 'not-started'
  // The lease began with the claim.
  using _lease = holdLease(supervision, reporter, onLost, { atOnce: false })
  try {
    const watched = await jobOf(supervision, flowRun, claimed.attempt, await reading)
    if (watched.type !== supervision.types.usual) await record.starting(watched.type.type)
    const infrastructure = await watched.type.start(watched.job)
    await record.started(infrastructure.identifier)
    log.info(`flow run '${flowRun.name}' started as ${infrastructure.identifier}`)
    const known = tellIdentifier(supervision, flowRun, infrastructure.identifier)
    outcome = await lookAfter(supervision, reporter, watched, infrastructure, asked)
    await known
  } catch (error) {
    log.error(`flow run '${flowRun.name}' could not be started: ${reasonOf(error)}`)
    // Its pool was replaced by one of another type a moment ago: the run is left to the workers of that.
    if (error instanceof WrongWorkPoolType) await propose(reporter, scheduled(timestampOf(new Date()), { message: error.message }))
    else await propose(reporter, crashed({ message: `The infrastructure of the flow run could not be created: ${reasonOf(error)}` }))
  } finally {
    supervision.onEnd?.(outcome, (performance.now() - begun) / 1000)
  }
  await record.remove()
  return true
}

async function tellIdentifier({ client, log }: Supervision, { id, name }: FlowRun, identifier: string): Promise<void> {
  try {
    await client.flowRuns.update({ params: { id }, body: { infrastructure_pid: identifier } })
  } catch (error) {
    log.warn(`where flow run '${name}' runs could not be told to the server: ${reasonOf(error)}`)
  }
}
