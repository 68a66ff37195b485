import { z } from 'zod'
import { fillMessage, MessageTemplateError } from '../values/message-template.ts'
import { identity, tags, uuid } from '../values/scalars.ts'

/** What a message template may name. */
export const MESSAGE_FIELDS = [
  'flow_run_notification_policy_id',
  'flow_id',
  'flow_name',
  'flow_run_url',
  'flow_run_id',
  'flow_run_name',
  'flow_run_parameters',
  'flow_run_state_type',
  'flow_run_state_name',
  'flow_run_state_timestamp',
  'flow_run_state_message',
] as const
export type MessageField = (typeof MESSAGE_FIELDS)[number]

const FIELDS: ReadonlySet<string> = new Set(MESSAGE_FIELDS)

const messageTemplate = z.string().superRefine((template, context) => {
  try {
    fillMessage(template, (name) => (FIELDS.has(name) ? 'test' : undefined))
  } catch (error) {
    if (!(error instanceof MessageTemplateError)) throw error
    context.addIssue({ code: 'custom', message: error.message, params: { type: 'value_error' } })
  }
})

const core = {
  is_active: z.boolean().default(true),
  /** Names of the states that are told of; all when empty. */
  state_names: z.array(z.string()),
  /** A run must have one of them; any run when empty. */
  tags,
  /** Through which block a notification is sent. */
  block_document_id: uuid,
  message_template: messageTemplate.nullish().default(null),
}

/** Whom to notify when flow runs enter states; only in 2.20, where automations have since taken its place. */
export const notificationPolicy = z.object({ ...identity, ...core })
export type NotificationPolicy = z.output<typeof notificationPolicy>

export const notificationPolicyCreate = z.strictObject(core)

export const notificationPolicyUpdate = z.strictObject({
  is_active: z.boolean().nullish(),
  state_names: z.array(z.string()).nullish(),
  tags: tags.nullish(),
  block_document_id: uuid.nullish(),
  message_template: messageTemplate.nullish(),
})

/** One that does not say which wants those that are switched off, as in 2.20. */
export const notificationPolicyFilter = z.strictObject({
  is_active: z.strictObject({ eq_: z.boolean().nullish() }).nullish().default({ eq_: false }),
})
export type NotificationPolicyFilter = z.output<typeof notificationPolicyFilter>
