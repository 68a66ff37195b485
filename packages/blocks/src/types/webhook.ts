import { defineBlock } from '../block.ts'
import { choice, flag, secret, secretObject } from '../fields.ts'

export const webhook = defineBlock({
  slug: 'webhook',
  name: 'Webhook',
  title: 'Webhook',
  description: 'An HTTP call to another service.',
  fields: {
    method: choice(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'], { title: 'Method', description: 'The method of the call.', default: 'POST' }),
    url: secret({ title: 'Webhook URL', description: 'Where to call.', examples: ['https://example.org/hook'] }),
    headers: secretObject({ title: 'Webhook Headers', description: 'Headers of the call.', default: {} }),
    allow_private_urls: flag({
      title: 'Allow Private Urls',
      description: 'Admit addresses within a private network.',
      default: true,
    }),
    verify: flag({ title: 'Verify', description: "Check the other side's certificate.", default: true }),
  },
})
