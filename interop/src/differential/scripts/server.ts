import type { Conversation } from '../conversation.ts'

/** What a server says of itself, and what it says to calls that lead nowhere. */
export async function talkOfServer(api: Conversation): Promise<void> {
  api.topic('server')
  for (const path of [
    '/health',
    '/ready',
    '/hello',
    '/version',
    '/csrf-token',
    '/csrf-token?client=x',
    '/nowhere',
    '/flows',
    '/flow_runs',
  ]) {
    await api.call(`GET ${path}`, 'GET', path)
  }
  await api.call('post to nowhere', 'POST', '/nowhere', {})
  await api.call('delete of a list', 'DELETE', '/flows/')
  await api.call('an old API version', 'GET', '/hello', undefined, { headers: { 'x-prefect-api-version': '0.7.0' } })
  await api.call('a malformed API version', 'GET', '/hello', undefined, { headers: { 'x-prefect-api-version': 'new' } })
  await api.call('the API version of today', 'GET', '/hello', undefined, { headers: { 'x-prefect-api-version': '0.8.4' } })
  await api.call('worker metadata', 'GET', '/collections/views/absent-view')
  if (api.generation === 2) await api.call('clear without confirming', 'POST', '/admin/database/clear', { confirm: false })
}
