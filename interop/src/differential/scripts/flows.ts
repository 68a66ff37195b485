import type { Conversation } from '../conversation.ts'
import { sendFilters } from '../filters.ts'
import { sendVariants } from '../variants.ts'

const UNKNOWN = 'aaaaaaaa-0000-4000-8000-000000000001'

/** Flows: create, read, change, list, delete. */
export async function talkOfFlows(api: Conversation): Promise<void> {
  api.topic('flows')
  const labels = api.generation === 3 ? { labels: { team: 'data', tier: 2, live: true } } : {}
  const id = await api.made('create', 'POST', '/flows/', { name: 'diff-flow', tags: ['a', 'ü'], ...labels })
  await api.call('create again', 'POST', '/flows/', { name: 'diff-flow', tags: ['other'] })
  await api.call('create with unicode', 'POST', '/flows/', { name: 'Größe 測試 🚀' })
  await api.call('create with a slash', 'POST', '/flows/', { name: 'a/b' })
  // 2.20's pydantic 1 turns what is no text into text.
  if (api.generation === 3) {
    await api.call('create with an empty name', 'POST', '/flows/', { name: '' })
    await api.call('create with a number as name', 'POST', '/flows/', { name: 7 })
    await api.call('create with tags of numbers', 'POST', '/flows/', { name: 'diff-tags', tags: [1, 2] })
  }
  await api.call('create without the slash', 'POST', '/flows', { name: 'diff-no-slash' })
  await sendVariants(api, 'create', 'POST', '/flows/', { name: 'diff-variant', tags: ['x'], ...labels }, (n) => ({
    name: `diff-variant-${n}`,
  }))
  await api.call('read', 'GET', `/flows/${id}`)
  await api.call('read in upper case', 'GET', `/flows/${id.toUpperCase()}`)
  await api.call('read without dashes', 'GET', `/flows/${id.replaceAll('-', '')}`)
  await api.call('read unknown', 'GET', `/flows/${UNKNOWN}`)
  await api.call('read bad id', 'GET', '/flows/nonsense')
  await api.call('read with a slash', 'GET', `/flows/${id}/`)
  await api.call('wrong method', 'PUT', `/flows/${id}`, {})
  await api.call('read by name', 'GET', '/flows/name/diff-flow')
  await api.call('read by unicode name', 'GET', `/flows/name/${encodeURIComponent('Größe 測試 🚀')}`)
  await api.call('read by unknown name', 'GET', '/flows/name/absent')
  await api.call('change tags', 'PATCH', `/flows/${id}`, { tags: ['b'] })
  await api.call('change unknown', 'PATCH', `/flows/${UNKNOWN}`, { tags: ['b'] })
  await sendVariants(api, 'change', 'PATCH', `/flows/${id}`, { tags: ['c'] })
  await api.call('read changed', 'GET', `/flows/${id}`)
  await sendFilters(api, '/flows', 'NAME_ASC', {
    'by id': { flows: { id: { any_: [id, UNKNOWN] } } },
    'by name': { flows: { name: { any_: ['diff-flow'] } } },
    'by part of a name': { flows: { name: { like_: 'FLOW' } } },
    'by tags': { flows: { tags: { all_: ['c'] } } },
    'without tags': { flows: { tags: { is_null_: true } } },
    'by or': { flows: { operator: 'or_', name: { any_: ['diff-flow'] }, tags: { all_: ['nope'] } } },
    'by its runs': { flow_runs: { name: { like_: 'none-such' } } },
    'by its deployments': { flows: { deployment: { is_null_: true } }, sort: 'NAME_DESC', limit: 2 },
    'by a bad uuid': { flows: { id: { any_: ['x'] } } },
    'by an unknown filter': { flows: { colour: { any_: ['red'] } } },
    'by an unknown criterion': { flows: { name: { nearly_: 'x' } } },
    'by an unknown object': { planets: { name: { any_: ['x'] } } },
    'by a bad operator': { flows: { operator: 'xor_' } },
  })
  await api.call('delete', 'DELETE', `/flows/${id}`)
  await api.call('delete again', 'DELETE', `/flows/${id}`)
  await api.call('read deleted', 'GET', `/flows/${id}`)
}
