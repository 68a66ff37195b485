import { optionalText, type Notifier, postJson, textOf, wholeText } from './notification.ts'

/** Characters that one message has at most. */
const LONGEST = 2000

/** A message; a long one in several parts. */
export const discordWebhook: Notifier = (data, notification) => {
  const url = `https://discord.com/api/webhooks/${textOf(data, 'webhook_id')}/${textOf(data, 'webhook_token')}`
  const username = optionalText(data, 'botname')
  const avatar = optionalText(data, 'avatar_url')
  const message = {
    tts: data['tts'] === true,
    wait: data['tts'] !== true,
    ...(username === undefined ? {} : { username }),
    ...(avatar === undefined ? {} : { avatar_url: avatar }),
  }
  return partsOf(wholeText(notification)).map((content) => postJson(url, { ...message, content }))
}

const partsOf = (text: string): string[] =>
  Array.from({ length: Math.max(1, Math.ceil(text.length / LONGEST)) }, (_, index) => text.slice(index * LONGEST, (index + 1) * LONGEST))
