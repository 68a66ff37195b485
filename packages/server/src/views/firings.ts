import type { FiringView, ReceivedEvent } from '@millrace/protocol'
import { NotFound } from '../api/errors.ts'
import type { RequestContext } from '../http/request-context.ts'
import { readAutomation } from '../store/queries/automations.ts'
import { lastEventsAbout } from '../store/queries/told-events.ts'
import { readEvents } from '../store/queries/unindexed-events.ts'

const MOST = 50

/** Events looked at for them: of each firing one, and two for each action. */
const REACH = 500

const FIRED = { 'prefect.automation.triggered': 'triggered', 'prefect.automation.resolved': 'resolved' } as const

/** The last firings of an automation, newest first, as its events tell of them. */
export async function listFirings({ store }: RequestContext, id: string): Promise<FiringView[]> {
  const events = await readEvents(store, async (queries) => {
    if ((await readAutomation(queries, id)) === undefined) throw new NotFound('Automation not found')
    return await lastEventsAbout(queries, `prefect.automation.${id}`, REACH)
  })
  const actions = Map.groupBy(
    events.filter(({ event }) => event.startsWith('prefect.automation.action.')),
    firingOf,
  )
  return events
    .flatMap((event) => {
      const what = FIRED[event.event as keyof typeof FIRED]
      return what === undefined ? [] : [presentFiring(event, what, actions.get(event.id) ?? [])]
    })
    .slice(0, MOST)
}

/** The event of the firing that an action belongs to. */
const firingOf = ({ related }: ReceivedEvent): string | undefined =>
  related
    .find((one) => one['prefect.resource.role'] === 'automation-triggered-event')
    ?.['prefect.resource.id']?.replace(/^prefect\.event\./, '')

interface Told {
  readonly triggering_labels?: Record<string, string>
  readonly triggering_event?: ReceivedEvent | null
}

function presentFiring({ id, occurred: at, payload }: ReceivedEvent, what: FiringView['what'], actions: ReceivedEvent[]): FiringView {
  const told = payload as unknown as Told
  const byIndex = Map.groupBy(actions, (event) => Number(event.payload['action_index'] ?? 0))
  return {
    id,
    at,
    what,
    labels: told.triggering_labels ?? {},
    cause: told.triggering_event ?? null,
    actions: [...byIndex].map(([index, events]) => presentAction(index, events)).toSorted((one, other) => one.index - other.index),
  }
}

/** An action by its events, the newest first: what came of it, or that it was asked for. */
function presentAction(index: number, events: readonly ReceivedEvent[]): FiringView['actions'][number] {
  const end = events.find(({ event }) => event !== 'prefect.automation.action.triggered')
  const last = end ?? events[0]
  const { action_type: type, reason } = last?.payload ?? {}
  return {
    index,
    type: typeof type === 'string' ? type : '',
    outcome: end === undefined ? null : end.event === 'prefect.automation.action.executed' ? 'executed' : 'failed',
    reason: typeof reason === 'string' ? reason : null,
    at: last?.occurred ?? '',
  }
}
