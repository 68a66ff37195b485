import { z } from 'zod'
import { stateType } from '../states/state.ts'
import { duration } from '../values/duration.ts'
import { jsonObject, uuid } from '../values/scalars.ts'
import { unknownKind } from '../values/unknown-kind.ts'

/** `selected`: the object whose id is given; `inferred`: the one that the event is about. */
const source = z.enum(['selected', 'inferred']).default('selected')

/** An id goes with `selected`, and only with it. */
const idGoesWithSource =
  <Key extends string>(key: Key) =>
  (action: { source: 'selected' | 'inferred' } & { [Name in Key]: string | null }, context: z.RefinementCtx): void => {
    const given = action[key] !== null
    if (given === (action.source === 'selected')) return
    context.addIssue({
      code: 'custom',
      message: given ? `${key} is not allowed when the source is inferred` : `${key} is required when the source is selected`,
      params: { type: 'value_error' },
    })
  }

const id = uuid.nullish().default(null)

const onDeployment = <Type extends string>(type: Type) =>
  z.object({ type: z.literal(type), source, deployment_id: id }).superRefine(idGoesWithSource('deployment_id'))
const onWorkPool = <Type extends string>(type: Type) =>
  z.object({ type: z.literal(type), source, work_pool_id: id }).superRefine(idGoesWithSource('work_pool_id'))
const onWorkQueue = <Type extends string>(type: Type) =>
  z.object({ type: z.literal(type), source, work_queue_id: id }).superRefine(idGoesWithSource('work_queue_id'))
const onAutomation = <Type extends string>(type: Type) =>
  z.object({ type: z.literal(type), source, automation_id: id }).superRefine(idGoesWithSource('automation_id'))
const alone = <Type extends string>(type: Type) => z.object({ type: z.literal(type) })

const runDeployment = z
  .object({
    type: z.literal('run-deployment'),
    source,
    deployment_id: id,
    /** Null: those of the deployment. Texts with `{{` or `{%` are templates. */
    parameters: jsonObject.nullish().default(null),
    job_variables: jsonObject.nullish().default(null),
    /** Seconds until the run is due; only in 3.8. */
    schedule_after: duration
      .refine((seconds) => seconds >= 0, {
        error: 'Input should be greater than or equal to 0 seconds',
        params: { type: 'greater_than_equal' },
      })
      .meta({ override: { type: 'number', format: 'time-delta' } })
      .default(0),
  })
  .superRefine(idGoesWithSource('deployment_id'))

const changeFlowRunState = z.object({
  type: z.literal('change-flow-run-state'),
  name: z.string().nullish().default(null),
  state: stateType,
  message: z.string().nullish().default(null),
  /** Whether the change is made even where the rules would not have it; only in 3.8. */
  force: z.boolean().default(false),
})

/** A template; older user interfaces send an object, which becomes its JSON. */
const webhookPayload = z
  .union([z.string(), jsonObject])
  .transform((given) => (typeof given === 'string' ? given : JSON.stringify(given, null, 2)))
  .meta({ override: { type: 'string' } })

const callWebhook = z.object({ type: z.literal('call-webhook'), block_document_id: uuid, payload: webhookPayload.default('') })

/** Subject of a notification that has none of its own. */
export const USUAL_SUBJECT = 'Prefect automated notification'

const sendNotification = z.object({
  type: z.literal('send-notification'),
  block_document_id: uuid,
  subject: z.string().default(USUAL_SUBJECT),
  body: z.string(),
})

const actions = [
  // Optional inside, so that an action without a type is of this kind.
  z.object({ type: z.literal('do-nothing').optional().default('do-nothing') }),
  runDeployment,
  onDeployment('pause-deployment'),
  onDeployment('resume-deployment'),
  alone('cancel-flow-run'),
  // Only in 3.8.
  alone('delete-flow-run'),
  changeFlowRunState,
  onWorkQueue('pause-work-queue'),
  onWorkQueue('resume-work-queue'),
  sendNotification,
  callWebhook,
  onAutomation('pause-automation'),
  onAutomation('resume-automation'),
  alone('suspend-flow-run'),
  alone('resume-flow-run'),
  onWorkPool('pause-work-pool'),
  onWorkPool('resume-work-pool'),
] as const

/** What an automation does; the kinds that the open-source servers of Prefect 2.20 and 3.8 take. One without a `type` does nothing. */
export const action = z.discriminatedUnion('type', actions, {
  error: unknownKind(actions.map(({ shape }) => [...(shape.type._zod.values ?? [])].filter((value) => value !== undefined).join())),
})
export type Action = z.output<typeof action>
export type ActionInput = z.input<typeof action>
/** The action of one `type`. */
export type ActionOf<Type extends Action['type']> = Extract<Action, { type: Type }>
