import { createClient, type Transport } from '@millrace/client'
import { describe, expect, test, vi } from 'vitest'
import { createSession } from '../connection/open-session.ts'
import { withSession } from '../connection/session.ts'
import { flow } from '../flow.ts'
import { task } from '../task.ts'
import { openTestServer, type TestServer } from '../testing/test-server.ts'
import { concurrency } from './concurrency.ts'
import { rateLimit } from './rate-limit.ts'
import { SlotsTimedOut } from './take-slots.ts'

const limit = async ({ client }: TestServer, name: string, most: number, decay = 0): Promise<void> =>
  void (await client.concurrencyLimitsV2.create({ body: { name, limit: most, slot_decay_per_second: decay } }))

const active = async ({ client }: TestServer, name: string): Promise<number> =>
  (await client.concurrencyLimitsV2.read({ params: { id_or_name: name } })).active_slots

describe('slots in code', () => {
  test('are held within a block and given back at its end', async () => {
    await using server = await openTestServer()
    await limit(server, 'db', 3)
    const counts: number[] = []
    const using = flow(async function using() {
      {
        await using _slots = await concurrency('db', 2)
        counts.push(await active(server, 'db'))
      }
      counts.push(await active(server, 'db'))
      const slots = await concurrency(['db', 'db'])
      counts.push(await active(server, 'db'))
      await slots.release()
      await slots.release()
      counts.push(await active(server, 'db'))
    })
    await server.run(() => using())
    expect(counts).toEqual([2, 0, 1, 0])
  })

  test('are waited for', async () => {
    await using server = await openTestServer()
    await limit(server, 'one', 1)
    let now = 0
    let most = 0
    const busy = task(async function busy() {
      await using _slot = await concurrency('one')
      now += 1
      most = Math.max(most, now)
      await new Promise((resolve) => setTimeout(resolve, 5))
      now -= 1
    })
    const crowded = flow(async function crowded() {
      await Promise.all([busy(), busy()])
    })
    await server.run(() => crowded())
    expect(most).toBe(1)
  }, 60_000)

  test('are not waited for longer than the caller wants', async () => {
    await using server = await openTestServer()
    await limit(server, 'full', 1)
    await server.run(async () => {
      await using _slot = await concurrency('full')
      await expect(concurrency('full', 1, { timeoutSeconds: 0.05 })).rejects.toThrow(SlotsTimedOut)
    })
  })

  test('whose lease is gone are taken anew', async () => {
    await using server = await openTestServer()
    await limit(server, 'lost', 3)
    const leases: string[] = []
    const { transport } = server.client
    const listening: Transport = {
      address: transport.address,
      close: () => transport.close(),
      async send(request) {
        const response = await transport.send(request)
        if (request.path.endsWith('increment-with-lease')) leases.push((response.body as { lease_id: string }).lease_id)
        return response
      },
    }
    const counts: number[] = []
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    await withSession(
      createSession(createClient(listening), server.settings, () => undefined),
      async () => {
        const slots = await concurrency('lost', 2, { leaseSeconds: 60 })
        // As after the server was away for longer than the lease lasts.
        await server.client.concurrencyLimitsV2.decrementWithLease({ body: { lease_id: leases[0] ?? '' } })
        counts.push(await active(server, 'lost'))
        vi.advanceTimersByTime(20_000)
        await expect.poll(() => leases.length).toBe(2)
        counts.push(await active(server, 'lost'))
        await slots.release()
        counts.push(await active(server, 'lost'))
      },
    )
    vi.useRealTimers()
    expect(counts).toEqual([0, 2, 0])
  })

  test('of a limit that does not exist are none, unless the caller is strict', async () => {
    await using server = await openTestServer()
    const lax = flow(async function lax() {
      await using _slots = await concurrency('nowhere')
      return 'ran'
    })
    expect(await server.run(() => lax())).toBe('ran')
    await server.run(async () => {
      await expect(concurrency('nowhere', 1, { strict: true })).rejects.toThrow("there is no concurrency limit 'nowhere'")
      await expect(concurrency('nowhere', 0)).rejects.toThrow('integer from 1')
    })
  })

  test('of a rate limit come free by themselves', async () => {
    await using server = await openTestServer()
    await limit(server, 'api', 1, 20)
    await server.run(async () => {
      await rateLimit('api')
      await rateLimit('api')
      await limit(server, 'slow', 1, 0.001)
      await rateLimit('slow')
      await expect(rateLimit('slow', 1, { timeoutSeconds: 0.05 })).rejects.toThrow(SlotsTimedOut)
    })
    expect(await active(server, 'api')).toBeLessThanOrEqual(1)
  })
})
