import { randomUUID } from 'node:crypto'
import { eventually, startServer } from '@millrace/testing'
import { expect, test } from 'vitest'

/** In full: `MILLRACE_TEST_WAITERS=500`, which waits for lost leases to lapse, too; a minute and a half. */
const FULL = process.env['MILLRACE_TEST_WAITERS']
const WAITERS = Number(FULL ?? 60)
const KILLS = FULL === undefined ? 2 : 6
const SLOTS = 5

/** Sends a request until some server answers it; counts the times when none did, of which nobody knows whether it was done. */
async function post(url: string, body: unknown, lost: { count: number } = { count: 0 }): Promise<{ status: number; json: unknown }> {
  for (;;) {
    try {
      const headers = { 'content-type': 'application/json', 'user-agent': 'prefect/3.8.8 (API 0.8.4)', prefer: 'wait=20' }
      const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
      const text = await answer.text()
      return { status: answer.status, json: text === '' ? null : (JSON.parse(text) as unknown) }
    } catch {
      lost.count += 1
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}

test(
  `${WAITERS} runs that wait for ${SLOTS} slots of their deployment all end though the server is killed, and no slot leaks (R08)`,
  {
    timeout: 300_000,
  },
  async () => {
    await using server = await startServer()
    const { client, url } = server
    const flow = await client.flows.create({ body: { name: 'waiters' } })
    const deployment = await client.deployments.create({ body: { name: 'narrow', flow_id: flow.id, concurrency_limit: SLOTS } })
    const runs = Array.from({ length: WAITERS }, (_, index) => ({ name: `run ${index}` }))
    for (let at = 0; at < WAITERS; at += 100)
      await post(`${url}/deployments/${deployment.id}/create_flow_run/bulk`, runs.slice(at, at + 100))

    let holding = 0
    let most = 0
    let ended = 0
    /** Proposes a state until it is known whether the run got it from here, and not from another worker. */
    const moved = async (id: string, type: 'PENDING' | 'RUNNING' | 'COMPLETED'): Promise<boolean> => {
      const transition_id = randomUUID()
      await post(`${url}/flow_runs/${id}/set_state`, { state: { type, state_details: { transition_id } } })
      const { state } = await client.flowRuns.read({ params: { id } })
      return state?.type === type && state.state_details.transition_id === transition_id
    }
    /** Takes what is due and brings it to its end, as a worker with its process does; a lost answer is asked for again. */
    const work = async (): Promise<void> => {
      while (ended < WAITERS) {
        const { json: due } = await post(`${url}/deployments/get_scheduled_flow_runs`, { deployment_ids: [deployment.id], limit: 1 })
        for (const { id } of due as readonly { id: string }[]) {
          if (!(await moved(id, 'PENDING'))) continue
          holding += 1
          most = Math.max(most, holding)
          await moved(id, 'RUNNING')
          // It no longer holds anything once the server has it as ended, which may be before it says so.
          holding -= 1
          if (await moved(id, 'COMPLETED')) ended += 1
        }
      }
    }
    const working = Array.from({ length: 2 * SLOTS }, work)
    for (let kills = 1; kills <= KILLS; kills += 1) {
      await eventually('more runs to end', async () => (ended >= (kills * WAITERS) / (KILLS + 2) ? true : undefined), 120)
      await server.kill()
      await server.start()
    }
    await eventually(
      'all runs to be completed',
      async () => {
        const left = await client.flowRuns.count({ body: { flow_runs: { state: { type: { not_any_: ['COMPLETED'] } } } } })
        return left === 0 ? true : undefined
      },
      120,
    )
    ended = WAITERS
    await Promise.all(working)
    expect(most).toBeLessThanOrEqual(SLOTS)
    const limit = await client.concurrencyLimitsV2.read({ params: { id_or_name: `deployment:${deployment.id}` } })
    expect(limit).toMatchObject({ limit: SLOTS, active_slots: 0 })
  },
)

test(
  `${WAITERS} callers that wait for ${SLOTS} slots of a name are all served though the server is killed, and lost leases lapse (R08)`,
  {
    timeout: 300_000,
  },
  async () => {
    await using server = await startServer()
    const { client, url } = server
    const limits = `${url}/v2/concurrency_limits`
    // Each kill may lose the answers to as many as hold slots; those slots come back when their leases lapse.
    const limit = FULL === undefined ? SLOTS * (KILLS + 1) : SLOTS
    await client.concurrencyLimitsV2.create({ body: { name: 'narrow', limit } })
    const lost = { count: 0 }
    let holding = 0
    let most = 0
    let served = 0
    const wait = async (): Promise<void> => {
      for (;;) {
        const { status, json } = await post(
          `${limits}/increment-with-lease`,
          { names: ['narrow'], slots: 1, mode: 'concurrency', lease_duration: 60 },
          lost,
        )
        if (status !== 200) continue
        holding += 1
        most = Math.max(most, holding)
        await new Promise((resolve) => setTimeout(resolve, 20))
        holding -= 1
        await post(`${limits}/decrement-with-lease`, { lease_id: (json as { lease_id: string }).lease_id })
        served += 1
        return
      }
    }
    const waiting = Array.from({ length: WAITERS }, wait)
    for (let kills = 1; kills <= KILLS; kills += 1) {
      await eventually('more callers to be served', async () => (served >= (kills * WAITERS) / (KILLS + 2) ? true : undefined), 120)
      await server.kill()
      await server.start()
    }
    await Promise.all(waiting)
    expect(served).toBe(WAITERS)
    expect(most).toBeLessThanOrEqual(limit)
    const taken = async (): Promise<number> => (await client.concurrencyLimitsV2.read({ params: { id_or_name: 'narrow' } })).active_slots
    expect(await taken()).toBeLessThanOrEqual(lost.count)
    if (FULL === undefined) return
    await eventually('lost leases to lapse', async () => ((await taken()) === 0 ? true : undefined), 90)
  },
)
