import { fillMessage, type Json, type MessageField } from '@millrace/protocol'
import type { Notification } from '../store/queries/notification-policies.ts'

/** The message of a policy that has none of its own; it has the facts of 2.20's. */
const USUAL = `Flow run {flow_name}/{flow_run_name} is now \`{flow_run_state_name}\`, since {flow_run_state_timestamp}.

Flow ID: {flow_id}
Flow run ID: {flow_run_id}
Flow run URL: {flow_run_url}
State message: {flow_run_state_message}
`

/** The text of a notification. Throws `MessageTemplateError` for a template that names a parameter which the run does not have. */
export function messageOf(notification: Notification, policyId: string, uiUrl: string): string {
  const values: Record<MessageField, Json> = {
    flow_run_notification_policy_id: policyId,
    flow_id: notification.flow_id,
    flow_name: notification.flow_name,
    flow_run_url: `${uiUrl}/flow-runs/flow-run/${notification.flow_run_id}`,
    flow_run_id: notification.flow_run_id,
    flow_run_name: notification.flow_run_name,
    flow_run_parameters: notification.parameters,
    flow_run_state_type: notification.state_type,
    flow_run_state_name: notification.state_name,
    flow_run_state_timestamp: notification.state_timestamp,
    flow_run_state_message: notification.state_message,
  }
  return fillMessage(notification.message_template ?? USUAL, (name, keys) => {
    const value = keys.reduce<Json | undefined>(member, Object.hasOwn(values, name) ? values[name as MessageField] : undefined)
    if (value === undefined || typeof value === 'string') return value
    return value === null ? 'None' : JSON.stringify(value)
  })
}

const member = (value: Json | undefined, key: string): Json | undefined =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? (value as Readonly<Record<string, Json>>)[key] : undefined
