import { describe, expect, it } from 'vitest'
import { openTestApi } from './testing.ts'
import { STORE_KINDS } from '../store/testing.ts'

const SORT = 'NEXT_SCHEDULED_START_TIME_ASC'

describe.each(STORE_KINDS)('runs by due time on %s', (kind) => {
  it('come in pages that have each of them once, those that wait in their order', async () => {
    await using api = await openTestApi(kind)
    const { body: flow } = await api.call('POST', '/flows/', { name: 'f' })
    const at = ['2031-01-01T00:00:00Z', undefined, '2030-01-01T00:00:00Z', undefined, '2032-01-01T00:00:00Z', undefined, undefined]
    for (const [index, time] of at.entries()) {
      const state = time === undefined ? { type: 'RUNNING' } : { type: 'SCHEDULED', state_details: { scheduled_time: time } }
      const made = await api.call('POST', '/flow_runs/', { flow_id: flow.id, state, tags: index === 6 ? [] : ['t'] })
      expect(made.status).toBe(201)
    }
    for (const [filter, all, path] of [
      [{}, 7, '/flow_runs/filter'],
      [{ flow_runs: { tags: { all_: ['t'] } } }, 6, '/flow_runs/filter'],
      [{}, 7, '/ui/flow_runs/history'],
    ] as const) {
      const pages: { id: string; next_scheduled_start_time?: string | null; timestamp: string }[] = []
      for (let offset = 0; offset < all + 2; offset += 2) {
        const { body } = await api.call('POST', path, { ...filter, sort: SORT, limit: 2, offset })
        pages.push(...body)
      }
      expect(new Set(pages.map(({ id }) => id)).size, path).toBe(all)
      expect(pages.length).toBe(all)
      if (path === '/ui/flow_runs/history') continue
      const due = pages.map(({ next_scheduled_start_time: time }) => time?.slice(0, 4))
      const waiting = ['2030', '2031', '2032']
      const others = Array.from({ length: all - 3 }, () => undefined)
      expect(due).toEqual(kind === 'sqlite' ? [...others, ...waiting] : [...waiting, ...others])
    }
  })
})
