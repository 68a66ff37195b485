import { defineBlock } from '../block.ts'
import { choice, flag, secret } from '../fields.ts'

export const slackWebhook = defineBlock({
  slug: 'slack-webhook',
  name: 'Slack Webhook',
  title: 'SlackWebhook',
  description: 'Sends messages to a channel on Slack, through an incoming webhook.',
  capabilities: ['notify'],
  fields: {
    notify_type: choice(['info', 'success', 'warning', 'failure'], {
      title: 'Notify Type',
      description: 'What kind of message it is.',
      default: 'info',
    }),
    url: secret({ title: 'Webhook URL', description: 'The address of the incoming webhook.', examples: ['https://hooks.slack.com/XXX'] }),
    allow_private_urls: flag({
      title: 'Allow Private Urls',
      description: 'Admit addresses within a private network.',
      default: true,
    }),
  },
})
