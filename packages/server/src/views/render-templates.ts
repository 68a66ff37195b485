import type { Automation, Received, ReplyOf, serverViewRoutes } from '@millrace/protocol'
import { concurrencyLimitV2Handlers } from '../api/concurrency-limits-v2.ts'
import { deploymentHandlers } from '../api/deployments.ts'
import { NotFound } from '../api/errors.ts'
import { flowRunHandlers } from '../api/flow-runs.ts'
import { flowHandlers } from '../api/flows.ts'
import { taskRunHandlers } from '../api/task-runs.ts'
import { variableHandlers } from '../api/variables.ts'
import { workPoolHandlers } from '../api/work-pools.ts'
import { workQueueHandlers } from '../api/work-queues.ts'
import { createApi } from '../automations/actions/api.ts'
import { templateContext } from '../automations/actions/template-context.ts'
import type { Firing } from '../automations/firing.ts'
import { createDispatcher } from '../http/dispatcher.ts'
import { operationsOf } from '../http/operation.ts'
import type { RequestContext } from '../http/request-context.ts'
import { eventsByIds } from '../store/queries/told-events.ts'
import { TemplateError } from '../templates/errors.ts'
import { renderTemplate } from '../templates/render-template.ts'
import { uiUrlOf } from '../ui/ui-url.ts'

type Body = Received<typeof serverViewRoutes.renderTemplates>['body']
type Rendered = ReplyOf<typeof serverViewRoutes.renderTemplates>

/** An automation that is not there yet has no id of its own. */
const NOBODY = '00000000-0000-0000-0000-000000000000'

/** What the templates of an action would say of an event. Throws `NotFound` where there is no such event. */
export async function renderTemplates(context: RequestContext, body: Body): Promise<Rendered> {
  const event = (await context.store.read((queries) => eventsByIds(queries, [body.event_id]))).get(body.event_id)
  if (event === undefined) throw new NotFound('Event not found')
  const now = context.clock.now()
  const automation = {
    id: NOBODY,
    created: now,
    updated: now,
    name: body.name,
    enabled: true,
    trigger: body.trigger,
  } as unknown as Automation
  const firing = {
    id: NOBODY,
    trigger: body.trigger,
    trigger_states: ['Triggered'],
    triggered: now,
    triggering_labels: {},
    triggering_firings: [],
    triggering_event: event,
    triggering_value: null,
  } satisfies Firing
  const api = createApi(createDispatcher(context, READS), automation, AbortSignal.timeout(LONGEST))
  const seen = await templateContext(
    { triggered: { automation, firing, triggering_event: event, triggering_labels: {} }, api, uiUrl: uiUrlOf(context) },
    body.templates,
  )
  return { texts: body.templates.map((template) => rendered(template, seen)) }
}

/** Milliseconds that may be spent on reading what templates name. */
const LONGEST = 5000

const limits = concurrencyLimitV2Handlers()

/** What templates read: the objects that they may name. */
const READS = [
  ...operationsOf('deployments', { read: deploymentHandlers.read }),
  ...operationsOf('flows', { read: flowHandlers.read }),
  ...operationsOf('flowRuns', { read: flowRunHandlers.read }),
  ...operationsOf('taskRuns', { read: taskRunHandlers.read }),
  ...operationsOf('workPools', { filter: workPoolHandlers.filter }),
  ...operationsOf('workQueues', { read: workQueueHandlers.read, status: workQueueHandlers.status }),
  ...operationsOf('concurrencyLimitsV2', { read: limits.read }),
  ...operationsOf('variables', { filter: variableHandlers.filter }),
]

function rendered(template: string, seen: object): Rendered['texts'][number] {
  try {
    return { text: renderTemplate(template, seen), problem: null }
  } catch (error) {
    if (error instanceof TemplateError) return { text: null, problem: error.message }
    throw error
  }
}
