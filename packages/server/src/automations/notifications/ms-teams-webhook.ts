import { type Notifier, postJson, textOf } from './notification.ts'

/** An adaptive card, for a workflow of Teams. */
export const msTeamsWebhook: Notifier = (data, { subject, body }) => [
  postJson(
    textOf(data, 'url'),
    {
      type: 'message',
      attachments: [
        {
          contentType: 'application/vnd.microsoft.card.adaptive',
          contentUrl: null,
          content: {
            $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
            type: 'AdaptiveCard',
            version: '1.4',
            body: [
              ...(subject === null || subject === ''
                ? []
                : [{ type: 'TextBlock', text: subject, style: 'heading', weight: 'Bolder', size: 'Large', id: 'title' }]),
              { type: 'TextBlock', text: body, style: 'default', wrap: data['wrap'] !== false, id: 'body' },
            ],
            msteams: { width: 'full' },
          },
        },
      ],
    },
    { allowPrivate: data['allow_private_urls'] !== false },
  ),
]
