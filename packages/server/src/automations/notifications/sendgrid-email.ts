import { type Notifier, postJson, textOf, textsOf } from './notification.ts'

/** A mail to each recipient. */
export const sendgridEmail: Notifier = (data, { subject, body }) =>
  textsOf(data, 'to_emails').map((email) =>
    postJson(
      'https://api.sendgrid.com/v3/mail/send',
      {
        personalizations: [{ to: [{ email }] }],
        from: { email: textOf(data, 'sender_email') },
        subject: subject || '<no subject>',
        content: [{ type: 'text/html', value: body }],
      },
      { headers: { authorization: `Bearer ${textOf(data, 'api_key')}` } },
    ),
  )
