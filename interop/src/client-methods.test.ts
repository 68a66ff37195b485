import { type RunningServer, startServer } from '@millrace/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Generation, preparePeer } from './peers.ts'
import { runPython } from './run-python.ts'

/** Methods that call no route of any server: Cloud's own, and tools of the client itself. */
const ELSEWHERE: Readonly<Record<Generation, readonly string[]>> = {
  2: ['resolve_datadoc'],
  3: ['apply_slas_for_deployment', 'create_deployment_branch', 'request'],
}

let server: RunningServer

beforeAll(async () => {
  for (const generation of [2, 3] as const) await preparePeer(generation)
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
