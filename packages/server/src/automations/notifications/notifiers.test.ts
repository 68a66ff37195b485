import { describe, expect, it } from 'vitest'
import type { OutwardCall } from '../call-out.ts'
import { customWebhook } from './custom-webhook.ts'
import { discordWebhook } from './discord-webhook.ts'
import { mattermostWebhook } from './mattermost-webhook.ts'
import { msTeamsWebhook } from './ms-teams-webhook.ts'
import { BlockUnfit } from './notification.ts'
import { opsgenieWebhook } from './opsgenie-webhook.ts'
import { pagerDutyWebhook } from './pager-duty-webhook.ts'
import { sendgridEmail } from './sendgrid-email.ts'
import { slackWebhook } from './slack-webhook.ts'
import { twilioSms } from './twilio-sms.ts'

const MESSAGE = { subject: 'Subject of *it*', body: 'Body of <it> & more\nline two' }
const ALONE = { ...MESSAGE, subject: null }

const sent = (calls: readonly OutwardCall[]): unknown[] =>
  calls.map(({ url, headers = {}, body = '' }) => ({ url, authorization: headers['authorization'], body: JSON.parse(body) as unknown }))

// What Prefect 3.8.8 sends for the same blocks, without the pictures that apprise fetches from its own repository.
describe('a notification', () => {
  it('goes to Slack', () => {
    const attachment = { title: 'Subject of *it*', text: 'Body of &lt;it&gt; &amp; more\nline two', color: '#3AA3E3' }
    const url = 'https://hooks.slack.com/services/a/b/c'
    expect(sent(slackWebhook({ url }, MESSAGE))).toEqual([{ url, body: { mrkdwn: true, attachments: [attachment] } }])
    expect(sent(slackWebhook({ url, notify_type: 'failure' }, ALONE))).toMatchObject([
      { body: { attachments: [{ title: '', color: '#A32037' }] } },
    ])
  })

  it('goes to Teams', () => {
    const url = 'https://prod-12.westus.logic.azure.com:443/workflows/0/triggers/manual/paths/invoke?sig=SIG'
    const text = { type: 'TextBlock', text: MESSAGE.body, style: 'default', wrap: true, id: 'body' }
    const title = { type: 'TextBlock', text: MESSAGE.subject, style: 'heading', weight: 'Bolder', size: 'Large', id: 'title' }
    const content = { type: 'AdaptiveCard', version: '1.4', msteams: { width: 'full' } }
    expect(sent(msTeamsWebhook({ url, wrap: true }, MESSAGE))).toMatchObject([
      { url, body: { type: 'message', attachments: [{ contentUrl: null, content: { ...content, body: [title, text] } }] } },
    ])
    expect(sent(msTeamsWebhook({ url }, ALONE))).toMatchObject([{ body: { attachments: [{ content: { body: [text] } }] } }])
  })

  it('goes to PagerDuty', () => {
    const data = {
      api_key: 'a',
      integration_key: 'b',
      custom_details: { k: 'v' },
      group: 'g',
      class_id: 'c',
      clickable_url: 'https://x.y/',
    }
    expect(sent(pagerDutyWebhook(data, MESSAGE))).toEqual([
      {
        url: 'https://events.pagerduty.com/v2/enqueue',
        authorization: 'Token token=a',
        body: {
          routing_key: 'b',
          payload: {
            summary: 'Subject of *it*',
            severity: 'info',
            source: 'Prefect',
            component: 'Notification',
            group: 'g',
            class: 'c',
            custom_details: { k: 'v', 'Prefect Notification Body': MESSAGE.body },
          },
          client: 'Prefect Notifications',
          event_action: 'trigger',
          links: [{ href: 'https://x.y/' }],
        },
      },
    ])
    const failure = { api_key: 'a', integration_key: 'b', notify_type: 'failure', region_name: 'eu' }
    expect(sent(pagerDutyWebhook(failure, ALONE))).toMatchObject([
      { url: 'https://events.eu.pagerduty.com/v2/enqueue', body: { payload: { summary: MESSAGE.body, severity: 'critical' } } },
    ])
  })

  it('goes to each number by Twilio', () => {
    const data = { account_sid: 'AC', auth_token: 't', from_phone_number: '18001234567', to_phone_numbers: ['+1 800 424 2424', '2'] }
    const calls = twilioSms(data, MESSAGE)
    expect(calls.map(({ body }) => Object.fromEntries(new URLSearchParams(body)))).toEqual([
      { Body: `${MESSAGE.subject}\r\n${MESSAGE.body}`, From: '+18001234567', To: '+18004242424' },
      { Body: `${MESSAGE.subject}\r\n${MESSAGE.body}`, From: '+18001234567', To: '+2' },
    ])
    expect(calls[0]).toMatchObject({
      url: 'https://api.twilio.com/2010-04-01/Accounts/AC/Messages.json',
      headers: { authorization: `Basic ${Buffer.from('AC:t').toString('base64')}` },
    })
  })

  it('goes to Opsgenie, to all responders in one alert', () => {
    const data = {
      apikey: 'k',
      target_user: ['u'],
      target_team: ['t'],
      tags: ['x'],
      details: { k: 'v' },
      alias: 'al',
      entity: 'en',
      priority: 1,
    }
    expect(sent(opsgenieWebhook(data, MESSAGE))).toEqual([
      {
        url: 'https://api.opsgenie.com/v2/alerts',
        authorization: 'GenieKey k',
        body: {
          source: 'Prefect Notifications',
          message: MESSAGE.subject,
          description: MESSAGE.body,
          details: { k: 'v', type: 'info' },
          priority: 'P1',
          tags: ['x'],
          entity: 'en',
          alias: 'al',
          responders: [
            { type: 'team', name: 't' },
            { type: 'user', username: 'u' },
          ],
        },
      },
    ])
  })

  it('goes to Mattermost', () => {
    const text = `${MESSAGE.subject}\r\n${MESSAGE.body}`
    const data = { hostname: 'mm.example.com', token: 'tok', botname: 'bot', channels: ['general'], path: '/sub' }
    expect(sent(mattermostWebhook(data, MESSAGE))).toEqual([
      { url: 'http://mm.example.com:8065/sub/hooks/tok', body: { text, username: 'bot', channel: 'general' } },
    ])
    expect(sent(mattermostWebhook({ hostname: 'mm', token: 'tok', secure: true, port: 443 }, ALONE))).toEqual([
      { url: 'https://mm:443/hooks/tok', body: { text: MESSAGE.body, username: 'Apprise' } },
    ])
  })

  it('goes to Discord, a long one in parts', () => {
    const data = { webhook_id: '1', webhook_token: 't', botname: 'bot', tts: true }
    expect(sent(discordWebhook(data, ALONE))).toEqual([
      { url: 'https://discord.com/api/webhooks/1/t', body: { tts: true, wait: false, username: 'bot', content: MESSAGE.body } },
    ])
    const parts = discordWebhook(data, { subject: null, body: 'x'.repeat(4001) }).map(
      ({ body = '' }) => JSON.parse(body).content.length as number,
    )
    expect(parts).toEqual([2000, 2000, 1])
  })

  it('goes to each address by SendGrid', () => {
    const data = { api_key: 'k', sender_email: 'a@example.com', to_emails: ['b@example.com', 'c@example.com'] }
    expect(sent(sendgridEmail(data, ALONE))).toMatchObject([
      { authorization: 'Bearer k', body: { personalizations: [{ to: [{ email: 'b@example.com' }] }], subject: '<no subject>' } },
      { body: { personalizations: [{ to: [{ email: 'c@example.com' }] }], content: [{ type: 'text/html', value: MESSAGE.body }] } },
    ])
  })
})

describe('a custom webhook', () => {
  const data = { name: 'the hook', url: 'https://x.y/{{name}}', method: 'PUT', secrets: { key: 's' }, timeout: 3 }

  it('has its places filled wherever they stand, and others left alone', () => {
    const [call] = customWebhook(
      {
        ...data,
        params: { q: '{{subject}}' },
        json_data: { text: 'is: {{ body }}', list: ['{{ key }}', '{{unknown}}'], number: 1 },
        headers: { 'X-Key': '{{key}}' },
        cookies: { a: '{{key}}' },
      },
      { subject: null, body: '"quoted"' },
    )
    expect(call).toMatchObject({
      method: 'PUT',
      url: 'https://x.y/the%20hook?q=null',
      headers: { 'X-Key': 's', cookie: 'a=s', 'content-type': 'application/json' },
      timeout: 3,
      allowPrivate: true,
    })
    expect(JSON.parse(call?.body ?? '')).toEqual({ text: 'is: "quoted"', list: ['s', '{{unknown}}'], number: 1 })
  })

  it('sends a form, or a text as it is', () => {
    expect(customWebhook({ ...data, form_data: { a: '{{body}}' } }, ALONE)[0]).toMatchObject({
      body: new URLSearchParams({ a: MESSAGE.body }).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
    expect(customWebhook({ ...data, form_data: 'raw {{subject}}' }, MESSAGE)[0]?.body).toBe('raw Subject of *it*')
  })

  it('says what a block lacks', () => {
    expect(() => customWebhook({ name: 'x' }, MESSAGE)).toThrow(BlockUnfit)
    expect(() => customWebhook({ ...data, json_data: {}, form_data: {} }, MESSAGE)).toThrow(/both form_data and json_data/)
    expect(() => slackWebhook({}, MESSAGE)).toThrow('expected the block to have the text "url", got null')
  })
})
