import { addSeconds, type ReceivedEvent } from '@millrace/protocol'
import type { ServerContext } from '../../context.ts'
import type { Dispatcher } from '../../http/dispatcher.ts'
import { deleteAction, postponeAction, releaseAction } from '../../store/queries/automation-actions.ts'
import { appendEvents } from '../../store/queries/unindexed-events.ts'
import type { AutomationActionRow } from '../../store/schema.ts'
import { mayEcho } from '../echoes.ts'
import type { TriggeredAction } from '../firing.ts'
import { offerEvents } from '../offer-events.ts'
import { setActionAside } from '../set-aside.ts'
import { ActionReport } from './action-report.ts'
import { createApi } from './api.ts'
import { ActionDelayed, ActionFailed } from './errors.ts'
import { perform } from './perform.ts'
import { resultEvents } from './result-events.ts'
import { uiUrlOf } from '../../ui/ui-url.ts'

/** How often an action is tried at most, and how long after a try the next one is made, in seconds. */
const MOST_ATTEMPTS = 5
const PAUSES = [2, 10, 30, 60] as const

/** Seconds that one try may take. */
const LONGEST = 120

type Acting = ServerContext & { readonly dispatcher: Dispatcher; readonly signal: AbortSignal }

/**
 * Does a claimed action, and in one transaction takes it out of the queue and tells what came of it. One whose server ended before that is
 * done again by another; one that fails for a reason that may pass is tried five times in all, and then set aside for whoever wants it tried
 * anew.
 */
export async function doAction(context: Acting, row: AutomationActionRow): Promise<void> {
  const triggered = row.triggered_action as unknown as TriggeredAction
  const report = new ActionReport()
  const outcome = await attempt(context, triggered, row, report)
  const { id: automation } = triggered.automation
  // Whoever starts next does it at once.
  if (outcome.kind === 'interrupted') return await context.store.write((tx) => releaseAction(tx, row, context.clock.now()))
  if (outcome.kind === 'again') {
    const pause = PAUSES[Math.min(row.attempts, PAUSES.length) - 1] ?? 60
    context.log.info({ automation, action: row.id, reason: outcome.reason, pause }, 'an action will be tried again')
    await context.store.write((tx) => postponeAction(tx, row, addSeconds(context.clock.now(), pause)))
    return
  }
  const failure = 'reason' in outcome ? outcome.reason : undefined
  if (failure !== undefined) context.log.warn({ automation, action: row.id, reason: failure }, 'an action has failed')
  const now = context.clock.now()
  const events = resultEvents(triggered, report, now, failure)
  await context.store.write(async (tx) => {
    if (!(await deleteAction(tx, row))) return
    if (outcome.kind === 'exhausted') await setActionAside(tx, row, { attempts: MOST_ATTEMPTS, problem: outcome.reason, now })
    await tellOf(context, tx, events, mayEcho(triggered.triggering_event))
  })
}

/** `failed`: no other try can do better. `exhausted`: one could, but there were enough. */
type Outcome = { readonly kind: 'done' | 'interrupted' } | { readonly kind: 'failed' | 'again' | 'exhausted'; readonly reason: string }

async function attempt(
  context: Acting,
  triggered: TriggeredAction,
  { attempts }: AutomationActionRow,
  report: ActionReport,
): Promise<Outcome> {
  if (attempts > MOST_ATTEMPTS) return { kind: 'exhausted', reason: `The action was begun ${MOST_ATTEMPTS} times and never came to an end` }
  const { clock, log } = context
  const signal = AbortSignal.any([context.signal, AbortSignal.timeout(LONGEST * 1000)])
  const api = createApi(context.dispatcher, triggered.automation, signal)
  try {
    const terms = { signal, allowPrivate: context.settings.server.allowPrivateUrls }
    await perform({ action: triggered.action, triggered, api, report, clock, terms, uiUrl: uiUrlOf(context) })
    return { kind: 'done' }
  } catch (error) {
    if (context.signal.aborted) return { kind: 'interrupted' }
    if (error instanceof ActionFailed) return { kind: 'failed', reason: error.message }
    if (!(error instanceof ActionDelayed)) log.error({ action: triggered.id, err: error }, 'an action broke off')
    const reason = error instanceof ActionDelayed ? error.message : 'The server could not do it; its log says why'
    return { kind: attempts < MOST_ATTEMPTS ? 'again' : 'exhausted', reason }
  }
}

async function tellOf(
  context: Acting,
  tx: Parameters<typeof offerEvents>[1],
  events: readonly ReceivedEvent[],
  offered: boolean,
): Promise<void> {
  const written = await appendEvents(tx, events)
  if (offered) await offerEvents(context, tx, written)
  tx.afterCommit(() => context.bus.publish(events))
}
