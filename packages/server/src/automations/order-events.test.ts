import { addSeconds, type ReceivedEvent } from '@millrace/protocol'
import { describe, expect, it } from 'vitest'
import type { Leader } from '../store/queries/automation-events.ts'
import { orderEvents } from './order-events.ts'

const START = '2030-01-01T00:00:00.000000Z'

/** `b<a` is an event `b` that follows `a`; the place in the list is when it came. */
function order(
  queued: readonly string[],
  { waiting = [], leaders = {}, expired = '' }: { waiting?: readonly string[]; leaders?: Record<string, Leader>; expired?: string } = {},
): { ready: string[]; early: string[] } {
  const rows = queued.map((text, index) => {
    const { event, leader } = eventOf(text, index)
    return { received: event.received, event_id: event.id, leader_id: leader, queued_event: event }
  })
  const followers = waiting.map((text, index) => {
    const { event, leader } = eventOf(text, index - waiting.length)
    return { leader_event_id: leader ?? '', follower: event }
  })
  const { ready, early } = orderEvents({ rows, waiting: followers, leaders: new Map(Object.entries(leaders)), expired })
  return { ready: ready.map(({ id }) => id), early: early.map(({ follower, leader_event_id: id }) => `${follower.id}<${id}`) }
}

function eventOf(text: string, second: number): { event: ReceivedEvent; leader: string | null } {
  const [id = '', leader = null] = text.split('<')
  const at = addSeconds(START, second)
  return {
    leader,
    event: { id, occurred: at, received: at, event: id, resource: {}, related: [], payload: {}, follows: leader },
  }
}

const come = (second: number): Leader => ({ received: addSeconds(START, second), waits: false })

describe('orderEvents', () => {
  it('leaves those that follow nobody as they came', () => {
    expect(order(['a', 'b', 'c'])).toEqual({ ready: ['a', 'b', 'c'], early: [] })
  })

  it('puts each after the one that it follows, and those that follow one in the order of time', () => {
    expect(order(['c<b', 'x', 'd<b', 'b<a', 'a'])).toEqual({ ready: ['x', 'a', 'b', 'c', 'd'], early: [] })
  })

  it('lets go of those that waited, after the one that they waited for', () => {
    expect(order(['x', 'a', 'y'], { waiting: ['c<b', 'b<a'] })).toEqual({ ready: ['x', 'a', 'b', 'c', 'y'], early: [] })
  })

  it('has those wait whose leader has not come, and those that follow them', () => {
    expect(order(['b<a', 'c<b', 'x'])).toEqual({ ready: ['x'], early: ['b<a', 'c<b'] })
  })

  it('has those wait whose leader waits itself, or is behind in the queue', () => {
    const leaders = { a: { ...come(-5), waits: true }, y: come(99), z: come(-1) }
    expect(order(['b<a', 'c<y', 'd<z'], { leaders })).toEqual({ ready: ['d'], early: ['b<a', 'c<y'] })
  })

  it('waits no longer than it may', () => {
    expect(order(['b<a', 'd<c'], { expired: addSeconds(START, 1) })).toEqual({ ready: ['b'], early: ['d<c'] })
  })

  it('takes those that follow themselves, or one another in a ring, as they came', () => {
    expect(order(['a<a', 'b<c', 'c<b', 'x'])).toEqual({ ready: ['a', 'x', 'b', 'c'], early: [] })
  })
})
