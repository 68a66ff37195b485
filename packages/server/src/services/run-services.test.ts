import { expect, it } from 'vitest'
import type { ServerContext } from '../context.ts'
import { openTestApi } from '../api/testing.ts'
import { runServices } from './run-services.ts'
import type { Service, Turn } from './service.ts'

/** A service whose turns are told by promises: each resolves when the turn begins. */
function observed(
  everySeconds: number,
  turn: (at: Turn, count: number) => Promise<void> = async () => undefined,
): Service & { begun(count: number): Promise<void> } {
  let count = 0
  const waiting = new Map<number, () => void>()
  return {
    name: 'observed',
    everySeconds,
    async runOnce(at) {
      count += 1
      waiting.get(count)?.()
      await turn(at, count)
    },
    begun: (wanted) => (count >= wanted ? Promise.resolve() : new Promise((resolve) => waiting.set(wanted, resolve))),
  }
}

async function withContext(test: (context: ServerContext) => Promise<void>): Promise<void> {
  await using api = await openTestApi('sqlite')
  await test(api.context)
}

it('takes its first turn at once and goes on after an error', () =>
  withContext(async (context) => {
    const service = observed(0.001, async (_, count) => {
      if (count === 1) throw new Error('broken')
    })
    const running = runServices(context, [service])
    await expect(service.begun(3)).resolves.toBeUndefined()
    await running.stop()
  }))

it('stops at once while it waits', () =>
  withContext(async (context) => {
    const service = observed(3600)
    const running = runServices(context, [service])
    await service.begun(1)
    await expect(running.stop()).resolves.toBeUndefined()
  }))

it('tells a turn under way to stop and waits for it, and never begins two turns of one service', () =>
  withContext(async (context) => {
    let finished = false
    const service = observed(0, async ({ signal }) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
      finished = true
    })
    const running = runServices(context, [service])
    await service.begun(1)
    await running.stop()
    expect(finished).toBe(true)
  }))
