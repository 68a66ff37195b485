import type { Conversation } from '../conversation.ts'
import { sendVariants } from '../variants.ts'

const UNKNOWN = 'aaaaaaaa-0000-4000-8000-000000000009'

/** Artifacts and their collections, and saved searches. */
export async function talkOfArtifacts(api: Conversation): Promise<void> {
  api.topic('artifacts')
  const flow_id = await api.made('flow', 'POST', '/flows/', { name: 'diff-artifacts' })
  const flow_run_id = await api.made('flow run', 'POST', '/flow_runs/', { flow_id, name: 'makes-artifacts' })
  const full = { key: 'diff-report', type: 'markdown', description: 'd', data: '# ü', metadata_: { a: 'b' }, flow_run_id }
  const id = await api.made('create', 'POST', '/artifacts/', full)
  await api.call('create a second of the key', 'POST', '/artifacts/', { ...full, data: '# 2' })
  await api.call('create without a key', 'POST', '/artifacts/', { type: 'result', data: { a: 1 } })
  await api.call('create with a bad key', 'POST', '/artifacts/', { key: 'Bad Key!', data: 1 })
  await sendVariants(api, 'create', 'POST', '/artifacts/', full, (n) => ({ key: `variant-${n}` }))
  await api.call('read', 'GET', `/artifacts/${id}`)
  await api.call('read unknown', 'GET', `/artifacts/${UNKNOWN}`)
  await api.call('read latest', 'GET', '/artifacts/diff-report/latest')
  await api.call('read latest of an unknown key', 'GET', '/artifacts/absent/latest')
  await api.call('change', 'PATCH', `/artifacts/${id}`, { data: 'changed', description: 'e' })
  await api.call('change unknown', 'PATCH', `/artifacts/${UNKNOWN}`, { data: 1 })
  await api.call('change wrongly', 'PATCH', `/artifacts/${id}`, { colour: 1 })
  const filters: Readonly<Record<string, object>> = {
    'by key': { artifacts: { key: { any_: ['diff-report'] } }, sort: 'CREATED_DESC' },
    'by part of a key': { artifacts: { key: { like_: 'diff%' } }, sort: 'CREATED_DESC' },
    'by type': { artifacts: { type: { any_: ['result'] } } },
    'without a type': { artifacts: { type: { not_any_: ['markdown', 'result'] } }, sort: 'KEY_ASC' },
    'by run': { artifacts: { flow_run_id: { any_: [UNKNOWN] } } },
    'by flow run': { flow_runs: { id: { any_: [flow_run_id] } }, artifacts: { key: { any_: ['diff-report'] } }, sort: 'CREATED_DESC' },
    'by an unknown filter': { artifacts: { colour: {} } },
  }
  for (const [label, body] of Object.entries(filters)) {
    await api.call(`filter ${label}`, 'POST', '/artifacts/filter', body)
    const { sort: _, limit: __, ...plain } = body as Record<string, unknown>
    await api.call(`count ${label}`, 'POST', '/artifacts/count', plain)
  }
  await api.call('filter too many', 'POST', '/artifacts/filter', { limit: 500 })
  await api.call('latest by key', 'POST', '/artifacts/latest/filter', { artifacts: { key: { any_: ['diff-report'] } } })
  await api.call('count latest', 'POST', '/artifacts/latest/count', { artifacts: { key: { any_: ['diff-report'] } } })
  await api.call('delete', 'DELETE', `/artifacts/${id}`)
  await api.call('delete again', 'DELETE', `/artifacts/${id}`)
  await savedSearches(api)
}

async function savedSearches(api: Conversation): Promise<void> {
  api.topic('saved searches')
  const filters = [{ object: 'flow', property: 'name', type: 'string', operation: 'equals', value: 'x' }]
  const search = { name: 'diff-search', filters }
  await api.call('save', 'PUT', '/saved_searches/', search)
  const id = await api.made('save again', 'PUT', '/saved_searches/', search)
  await api.call('save without a name', 'PUT', '/saved_searches/', { filters })
  await api.call('read', 'GET', `/saved_searches/${id}`)
  await api.call('read unknown', 'GET', `/saved_searches/${UNKNOWN}`)
  await api.call('list', 'POST', '/saved_searches/filter', {})
  await api.call('delete', 'DELETE', `/saved_searches/${id}`)
  await api.call('delete again', 'DELETE', `/saved_searches/${id}`)
}
