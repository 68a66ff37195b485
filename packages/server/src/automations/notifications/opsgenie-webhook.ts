import { membersOf, optionalText, type Notifier, postJson, textOf, textsOf } from './notification.ts'

const HOSTS: Readonly<Record<string, string>> = { us: 'api.opsgenie.com', eu: 'api.eu.opsgenie.com' }

/** Characters of an alert's message at the most; the description has the rest. */
const LONGEST_MESSAGE = 130

/** An alert for all responders at once. */
export const opsgenieWebhook: Notifier = (data, { subject, body }) => {
  const message = subject || body
  const [alias, entity] = [optionalText(data, 'alias'), optionalText(data, 'entity')]
  const tags = textsOf(data, 'tags')
  const responders = [
    ...textsOf(data, 'target_team').map((name) => ({ type: 'team', name })),
    ...textsOf(data, 'target_schedule').map((name) => ({ type: 'schedule', name })),
    ...textsOf(data, 'target_user').map((username) => ({ type: 'user', username })),
    ...textsOf(data, 'target_escalation').map((name) => ({ type: 'escalation', name })),
  ]
  return [
    postJson(
      `https://${HOSTS[optionalText(data, 'region_name') ?? 'us'] ?? HOSTS['us']}/v2/alerts`,
      {
        source: 'Prefect Notifications',
        message: message.length > LONGEST_MESSAGE ? `${message.slice(0, LONGEST_MESSAGE - 3)}...` : message,
        description: body,
        details: { ...membersOf(data, 'details'), type: optionalText(data, 'notify_type') ?? 'info' },
        priority: `P${typeof data['priority'] === 'number' ? data['priority'] : 3}`,
        ...(tags.length === 0 ? {} : { tags }),
        ...(entity === undefined ? {} : { entity }),
        ...(alias === undefined ? {} : { alias }),
        ...(responders.length === 0 ? {} : { responders }),
      },
      { headers: { authorization: `GenieKey ${textOf(data, 'apikey')}` } },
    ),
  ]
}
