import { optionalText, type Notifier, postJson, textOf, textsOf, wholeText } from './notification.ts'

const PORT = 8065

/** A post in each channel, or in the webhook's own. */
export const mattermostWebhook: Notifier = (data, notification) => {
  const port = typeof data['port'] === 'number' ? data['port'] : PORT
  const path = (optionalText(data, 'path') ?? '').replaceAll(/^\/|\/$/g, '')
  const url = `${data['secure'] === true ? 'https' : 'http'}://${textOf(data, 'hostname')}:${port}/${path === '' ? '' : `${path}/`}hooks/${textOf(data, 'token')}`
  const post = { text: wholeText(notification), username: optionalText(data, 'botname') ?? 'Apprise' }
  const channels = textsOf(data, 'channels')
  return channels.length === 0 ? [postJson(url, post)] : channels.map((channel) => postJson(url, { ...post, channel }))
}
