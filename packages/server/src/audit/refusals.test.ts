import { afterEach, expect, it, vi } from 'vitest'
import type { Draft } from './append-entries.ts'
import { Refusals } from './refusals.ts'
import { sampleDraft } from './testing.ts'

afterEach(() => {
  vi.useRealTimers()
})

const refusal = (address: string | null): Draft => sampleDraft({ address, status: 401 })

it('records five of an address, and a minute later how many more there were', () => {
  vi.useFakeTimers()
  const recorded: Draft[] = []
  const refusals = new Refusals((drafts) => recorded.push(...drafts))
  for (let call = 0; call < 1000; call += 1) refusals.refused(refusal('203.0.113.5'))
  refusals.refused(refusal(null))
  expect(recorded).toHaveLength(6)
  vi.advanceTimersByTime(60_000)
  expect(recorded.slice(6)).toEqual([{ ...refusal('203.0.113.5'), details: { more: 995 } }])
  refusals.refused(refusal('203.0.113.5'))
  vi.advanceTimersByTime(60_000)
  expect(recorded).toHaveLength(8)
})

it('keeps to a hundred of all addresses, and to a thousand summaries of them, however many there are', () => {
  const recorded: Draft[] = []
  const refusals = new Refusals((drafts) => recorded.push(...drafts))
  for (let address = 0; address < 20_000; address += 1) refusals.refused(refusal(`address ${address}`))
  expect(recorded).toHaveLength(100)
  refusals.end()
  const summaries = recorded.slice(100)
  expect(summaries.length).toBeLessThanOrEqual(1001)
  expect(summaries.reduce((sum, { details }) => sum + Number(details['more']), 0)).toBe(19_900)
})
