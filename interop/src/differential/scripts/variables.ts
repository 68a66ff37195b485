import type { Conversation } from '../conversation.ts'
import { sendVariants } from '../variants.ts'

const UNKNOWN = 'aaaaaaaa-0000-4000-8000-000000000008'

/** Variables, by id and by name. */
export async function talkOfVariables(api: Conversation): Promise<void> {
  api.topic('variables')
  const id = await api.made('create', 'POST', '/variables/', { name: 'diff_variable', value: 'v ü', tags: ['a'] })
  await api.call('create again', 'POST', '/variables/', { name: 'diff_variable', value: 'other' })
  await api.call('create with a bad name', 'POST', '/variables/', { name: 'Bad Name!', value: 'x' })
  await api.call('create with a long name', 'POST', '/variables/', { name: 'n'.repeat(300), value: 'x' })
  await api.call('create with a long value', 'POST', '/variables/', { name: 'long_value', value: 'x'.repeat(5001) })
  if (api.generation === 3) {
    await api.call('create with an object', 'POST', '/variables/', { name: 'object_variable', value: { a: [1, null] } })
    await api.call('create with null', 'POST', '/variables/', { name: 'null_variable', value: null })
  }
  // In 2.20 values are texts; in 3.x they are anything.
  const [any, text] = api.generation === 3 ? [{ value: 'v' }, {}] : [{}, { value: 'v' }]
  await sendVariants(api, 'create', 'POST', '/variables/', { name: 'x', tags: ['a'], ...any }, (n) => ({
    name: `diff_variable_${n}`,
    ...text,
  }))
  await api.call('read', 'GET', `/variables/${id}`)
  await api.call('read unknown', 'GET', `/variables/${UNKNOWN}`)
  await api.call('read by name', 'GET', '/variables/name/diff_variable')
  await api.call('read by unknown name', 'GET', '/variables/name/absent')
  await api.call('change', 'PATCH', `/variables/${id}`, { value: 'w', tags: [] })
  await api.call('change by name', 'PATCH', '/variables/name/diff_variable', { name: 'diff_renamed' })
  await api.call('read renamed', 'GET', '/variables/name/diff_renamed')
  await api.call('rename to one that is there', 'PATCH', '/variables/name/diff_renamed', { name: 'diff_variable_2' })
  await api.call('change tags to null', 'PATCH', '/variables/name/diff_renamed', { name: 'diff_renamed', value: null, tags: null })
  await api.call('change unknown', 'PATCH', `/variables/${UNKNOWN}`, { value: 'x' })
  await api.call('change by unknown name', 'PATCH', '/variables/name/absent', { value: 'x' })
  await api.call('change to nothing', 'PATCH', `/variables/${id}`, {})
  await api.call('change wrongly', 'PATCH', `/variables/${id}`, { name: 'Bad Name', colour: 1 })
  const filters: Readonly<Record<string, object>> = {
    'by name': { variables: { name: { any_: ['diff_renamed'] } } },
    'by part of a name': { variables: { name: { like_: 'renam%' } } },
    'by tags': { variables: { tags: { all_: ['a'] } }, sort: 'NAME_DESC' },
    'without tags': { variables: { tags: { is_null_: true } }, sort: 'NAME_ASC' },
    ...(api.generation === 2
      ? {
          'by value': { variables: { value: { any_: ['w', 'absent'] } } },
          'by part of a value': { variables: { value: { like_: 'W' } } },
          'by no value': { variables: { value: { any_: [] } } },
        }
      : {}),
    'by an unknown filter': { variables: { colour: {} } },
    'too many': { limit: 500 },
    'past the end': { offset: 1000 },
    'in an unknown order': { sort: 'SIDEWAYS' },
  }
  for (const [label, body] of Object.entries(filters)) await api.call(`filter ${label}`, 'POST', '/variables/filter', body)
  await api.call('count', 'POST', '/variables/count', { variables: { name: { any_: ['diff_renamed'] } } })
  await api.call('delete', 'DELETE', `/variables/${id}`)
  await api.call('delete again', 'DELETE', `/variables/${id}`)
  await api.call('delete by unknown name', 'DELETE', '/variables/name/absent')
  await api.call('delete by name', 'DELETE', '/variables/name/diff_variable_2')
}
