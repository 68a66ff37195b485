import { membersOf, optionalText, type Notifier, postJson, textOf } from './notification.ts'

const SEVERITIES: Readonly<Record<string, string>> = { info: 'info', success: 'info', warning: 'warning', failure: 'critical' }
const HOSTS: Readonly<Record<string, string>> = { us: 'events.pagerduty.com', eu: 'events.eu.pagerduty.com' }

/** An event of PagerDuty; with a subject, the body goes into its details. */
export const pagerDutyWebhook: Notifier = (data, { subject, body }) => {
  const group = optionalText(data, 'group')
  const classId = optionalText(data, 'class_id')
  const link = optionalText(data, 'clickable_url')
  const details = {
    ...membersOf(data, 'custom_details'),
    ...(subject ? { 'Prefect Notification Body': body } : {}),
  }
  return [
    postJson(
      `https://${HOSTS[optionalText(data, 'region_name') ?? 'us'] ?? HOSTS['us']}/v2/enqueue`,
      {
        routing_key: textOf(data, 'integration_key'),
        payload: {
          summary: subject || body,
          severity: SEVERITIES[optionalText(data, 'notify_type') ?? 'info'] ?? 'info',
          source: optionalText(data, 'source') ?? 'Prefect',
          component: optionalText(data, 'component') ?? 'Notification',
          ...(group === undefined ? {} : { group }),
          ...(classId === undefined ? {} : { class: classId }),
          ...(Object.keys(details).length === 0 ? {} : { custom_details: details }),
        },
        client: 'Prefect Notifications',
        event_action: 'trigger',
        ...(link === undefined ? {} : { links: [{ href: link }] }),
      },
      { headers: { authorization: `Token token=${textOf(data, 'api_key')}` } },
    ),
  ]
}
