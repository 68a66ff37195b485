import { type RunningServer, startServer } from '@millrace/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { GENERATIONS, type Generation, preparePeer } from './peers.ts'
import { runPython } from './run-python.ts'

/** Methods that call no route of any server: Cloud's own, and tools of the client itself. */
const ELSEWHERE: Readonly<Record<Generation, readonly string[]>> = {
  2: ['resolve_datadoc'],
  3: ['apply_slas_for_deployment', 'create_deployment_branch', 'request'],
}

let server: RunningServer

beforeAll(async () => {
  for (const generation of GENERATIONS) await preparePeer(generation)
  server = await startServer()
})

afterAll(() => server[Symbol.asyncDispose]())

describe.each([
  [2, 'async'],
  [3, 'async'],
  [3, 'sync'],
] as const)('the orchestration client of Prefect %s, %s', (generation, kind) => {
  test('has every method answered with what it takes for right', async () => {
    const seen = await runPython(generation, server.url, ['client_methods.py', kind])
    expect(seen).toEqual({ left: ELSEWHERE[generation] })
  })
})

describe.each(GENERATIONS)('the websockets of a real Prefect %s client', (generation) => {
  test('bring every event once to whoever asked for it, also to who asks later, and log lines to their followers', async () => {
    const seen = await runPython(generation, server.url, ['events.py'])
    const odd = Array.from({ length: 22 }, (_, index) => 2 * index + 1)
    expect(seen).toEqual({ backfilled: odd, logs: generation === 2 ? [] : ['mine', 'mine too'] })
  })
})
