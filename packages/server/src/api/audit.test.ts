import { describe, expect, it } from 'vitest'
import { appendEntries, type Draft } from '../audit/append-entries.ts'
import { sampleDraft } from '../audit/testing.ts'
import { STORE_KINDS } from '../store/testing.ts'
import { openTestApi, type TestApi } from './testing.ts'

const created = (given: Partial<Draft>): Draft => sampleDraft({ action: 'variables.create', status: 201, ...given })

const who = (name: string): Draft['who'] => ({ kind: 'key', id: null, name })

/** Seven entries, an hour apart. */
const ENTRIES: readonly Draft[] = [
  created({ name: 'one' }),
  created({ name: 'two', who: who('Grace 100%') }),
  created({ name: 'three', action: 'variables.delete', id: 'v-3' }),
  created({ name: 'four', action: 'variables_like.create' }),
  created({ name: 'five', status: 403, who: who('grace_2') }),
  created({ name: 'six', status: 401, who: { kind: 'nobody', id: null, name: null } }),
  created({ name: 'seven', action: 'deployments.delete', id: 'v-3' }),
]

async function fill({ context: { store } }: TestApi): Promise<void> {
  for (const [hour, entry] of ENTRIES.entries()) {
    await store.write((tx) => appendEntries(tx, `2026-01-01T0${hour}:00:00.000000Z`, [entry]))
  }
}

const names = async (api: TestApi, body: object): Promise<unknown> => {
  const answer = await api.call('POST', '/audit/filter', body)
  expect(answer.status).toBe(200)
  return answer.body.entries.map(({ name }: { name: string }) => name)
}

describe.each(STORE_KINDS)('entries of the audit log, on %s', (kind) => {
  it('are listed newest first and found by time, person, action, object and refusal', async () => {
    await using api = await openTestApi(kind)
    expect((await api.call('POST', '/audit/filter', {})).body).toEqual({ entries: [], more: false })
    await fill(api)
    const all = ['seven', 'six', 'five', 'four', 'three', 'two', 'one']
    const found: readonly (readonly [object, readonly string[]])[] = [
      [{}, all],
      [{ since: '2026-01-01T05:00:00Z' }, ['seven', 'six']],
      [{ until: '2026-01-01T02:00:00Z' }, ['two', 'one']],
      [{ since: '2026-01-01T01:00:00Z', until: '2026-01-01T03:00:00Z' }, ['three', 'two']],
      [{ since: '2027-01-01T00:00:00Z' }, []],
      [{ until: '2020-01-01T00:00:00Z' }, []],
      [{ who: 'GRACE' }, ['five', 'two']],
      [{ who: 'ada', since: '2026-01-01T03:00:00Z' }, ['seven', 'four']],
      [{ who: 'eve' }, []],
      [{ action: 'variables.' }, ['six', 'five', 'three', 'two', 'one']],
      [{ action: 'variables.delete' }, ['three']],
      [{ id: 'v-3' }, ['seven', 'three']],
      [{ id: 'v-3', action: 'deployments.' }, ['seven']],
      [{ refused: true }, ['six', 'five']],
      [{ refused: false }, ['seven', 'four', 'three', 'two', 'one']],
    ]
    for (const [filter, expected] of found) expect(await names(api, { filter }), JSON.stringify(filter)).toEqual(expected)
  })

  it('come page by page', async () => {
    await using api = await openTestApi(kind)
    await fill(api)
    const { body: first } = await api.call('POST', '/audit/filter', { limit: 4 })
    expect([first.entries.length, first.more]).toEqual([4, true])
    const { body: second } = await api.call('POST', '/audit/filter', { limit: 4, before: first.entries.at(-1).number })
    expect([second.entries.length, second.more]).toEqual([3, false])
    const numbers = [...first.entries, ...second.entries].map(({ number }: { number: number }) => number)
    expect(numbers).toEqual([7, 6, 5, 4, 3, 2, 1])
  })

  it('are verified by a call', async () => {
    await using api = await openTestApi(kind)
    await fill(api)
    expect((await api.call('GET', '/audit/verify')).body).toEqual({ checked: 7, last: 7, more: false, broken: null })
    expect((await api.call('GET', '/audit/verify?after=5')).body).toEqual({ checked: 2, last: 7, more: false, broken: null })
  })
})

it.each([
  ['POST', '/audit/filter', { limit: 0 }, 422],
  ['POST', '/audit/filter', { limit: 201 }, 422],
  ['POST', '/audit/filter', { before: 0 }, 422],
  ['POST', '/audit/filter', { before: 'x' }, 422],
  ['POST', '/audit/filter', { filter: { since: 'yesterday' } }, 422],
  ['POST', '/audit/filter', { filter: { who: 'x'.repeat(201) } }, 422],
  ['POST', '/audit/filter', { filter: { refused: 'perhaps' } }, 422],
  ['GET', '/audit/verify?after=-1', undefined, 422],
  ['GET', '/audit/verify?after=many', undefined, 422],
] as const)('%s %s with %j is answered %i', async (method, path, body, status) => {
  await using api = await openTestApi('sqlite')
  expect((await api.call(method, path, body)).status).toBe(status)
})

it.each(STORE_KINDS)('takes texts that no name has, on %s', async (kind) => {
  await using api = await openTestApi(kind)
  await fill(api)
  for (const text of ['%', '\\', "'", '\u{10FFFF}', '', '\0']) {
    for (const filter of [{ who: text }, { action: text }, { id: text }]) {
      const { status } = await api.call('POST', '/audit/filter', { filter })
      expect(status, JSON.stringify(filter)).toBe(text === '\0' ? 422 : 200)
    }
  }
})
