import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { loadSettings } from '@millrace/settings'
import { describe, expect, test } from 'vitest'
import { createSession } from '../connection/open-session.ts'
import { withSession } from '../connection/session.ts'
import { flowRun } from '../context/flow-run.ts'
import { flow } from '../flow.ts'
import type { FlowOptions } from '../flow-definition.ts'
import { task } from '../task.ts'
import { openTestServer } from '../testing/test-server.ts'

/** How many results lie in the storage of a home. */
async function resultsIn(home: string): Promise<number> {
  const entries = await readdir(join(home, 'storage'), { recursive: true, withFileTypes: true }).catch(() => [])
  return entries.filter((entry) => entry.isFile()).length
}

/** Runs two tasks, one on the other's result, within a flow with these options, which fails its first attempt if it has another one. */
async function kept(options: FlowOptions, ofTask: Parameters<typeof task>[0] & object = {}, env: Record<string, string> = {}) {
  await using server = await openTestServer()
  const settings = loadSettings({ env: { MILLRACE_HOME: server.home, ...env }, cwd: server.home })
  const calls: string[] = []
  const load = task(ofTask, async function load(day: string) {
    // Read in here and not returned: nobody but this task knows of it.
    const raw = `raw rows of ${day}`
    calls.push(raw)
    return raw.length
  })
  const sum = task(async function sum(size: number) {
    return { size }
  })
  const report = flow(options, async function report() {
    const total = await sum(await load('monday'))
    if (options.retries !== undefined && flowRun().runCount === 1) throw new Error('once')
    return total
  })
  const session = createSession(server.client, settings, () => undefined)
  const result = await withSession(session, () => report())
  await session.flush()
  return { files: await resultsIn(server.home), calls: calls.length, result }
}

describe('data between tasks', () => {
  test('S240 S241 S242 goes by memory: inputs and results are passed, and nothing is written', async () => {
    expect(await kept({})).toEqual({ files: 0, calls: 1, result: { size: 18 } })
  })

  test('S242 is written where an attempt may want it again, which then takes it from there', async () => {
    expect(await kept({ retries: 1 })).toMatchObject({ files: 2, calls: 1 })
    expect(await kept({ retries: 1, persistResult: false })).toMatchObject({ files: 0, calls: 2 })
  })

  test('S242 S243 is written where a task or a flow is told to keep it, and where it is cached', async () => {
    expect(await kept({}, { persistResult: true })).toMatchObject({ files: 1 })
    expect(await kept({}, { cache: { by: 'inputs' } })).toMatchObject({ files: 1 })
    expect(await kept({ persistResult: true })).toMatchObject({ files: 3 })
  })

  test.each(['PREFECT_RESULTS_PERSIST_BY_DEFAULT', 'MILLRACE_RESULTS_PERSIST_BY_DEFAULT', 'PREFECT__FLOWS__CHECKPOINTING'])(
    'S243 S281 is written everywhere with %s',
    async (name) => {
      expect(await kept({}, {}, { [name]: 'true' })).toMatchObject({ files: 3 })
      expect(await kept({}, {}, { [name]: 'false' })).toMatchObject({ files: 0 })
    },
  )

  test('S244 S245 goes to a store and by a serializer of one’s own', async () => {
    const written = new Map<string, string>()
    const resultStorage = {
      address: 'a map of this test',
      read: (key: string) => Promise.resolve(written.get(key)),
      write: (key: string, text: string) => Promise.resolve(void written.set(key, text)),
    }
    expect(await kept({ retries: 1, resultStorage, resultSerializer: 'json' })).toEqual({ files: 0, calls: 1, result: { size: 18 } })
    expect([...written.values()].map((text) => (JSON.parse(text) as { result: string }).result).toSorted()).toEqual([
      '18',
      '{"size":18}',
      '{"size":18}',
    ])
  })
})
