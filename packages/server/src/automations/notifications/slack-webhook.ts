import { optionalText, type Notifier, postJson, textOf } from './notification.ts'

const COLOURS: Readonly<Record<string, string>> = { info: '#3AA3E3', success: '#3AA337', failure: '#A32037', warning: '#CACF29' }

/** An attachment with a coloured bar. */
export const slackWebhook: Notifier = (data, { subject, body }) => [
  postJson(
    textOf(data, 'url'),
    {
      mrkdwn: true,
      attachments: [
        { title: subject ?? '', text: escaped(body), color: COLOURS[optionalText(data, 'notify_type') ?? 'info'] ?? COLOURS['info'] },
      ],
    },
    { allowPrivate: data['allow_private_urls'] !== false },
  ),
]

/** The three characters that mean something to Slack. */
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
