import { spawn } from 'node:child_process'
import { Worker } from 'node:worker_threads'
import { afterEach, describe, expect, test } from 'vitest'
import { type LeaseHolder, Leases } from './leases.ts'
import type { LeaseLost } from './messages.ts'

/** A server in a thread of its own, which answers on while this thread stands still. It counts what it got. */
const SERVER = `
  const { createServer } = require('node:http')
  const { parentPort, workerData } = require('node:worker_threads')
  const { counter, answers } = workerData
  const count = new Int32Array(counter)
  const server = createServer((request, response) => {
    const status = answers[Math.min(Atomics.add(count, 0, 1), answers.length - 1)]
    Atomics.notify(count, 0)
    if (status === 0) return request.socket.destroy()
    response.writeHead(status, { 'content-type': 'application/json' }).end('{}')
  })
  server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port))
`

const threads: Worker[] = []
afterEach(async () => {
  await Promise.all(threads.splice(0).map((thread) => thread.terminate()))
})

/** Leases at a server that gives these answers, the last one for ever; 0 is no answer. Where none is to lapse, a slow machine needs seconds. */
async function setup(answers: readonly number[], seconds = 1): Promise<{ leases: Leases; count: Int32Array }> {
  const counter = new SharedArrayBuffer(4)
  const thread = new Worker(SERVER, { eval: true, workerData: { counter, answers } })
  threads.push(thread)
  const port = await new Promise<number>((resolve) => thread.once('message', resolve))
  const http = { url: `http://127.0.0.1:${port}/api`, timeoutSeconds: 5, maxRetries: 0, jitterFactor: 0, csrf: false }
  return { leases: new Leases(http, seconds), count: new Int32Array(counter) }
}

const unheard: LeaseHolder = { onLost: () => undefined, onCancel: () => undefined }

const lostBy = (leases: Leases, flowRunId = 'run', attempt = 1): Promise<LeaseLost> =>
  new Promise((resolve) => leases.hold(flowRunId, attempt, { ...unheard, onLost: resolve }))

describe('a lease', () => {
  test('is renewed while the event loop stands still', async () => {
    const { leases, count } = await setup([200], 6)
    leases.hold('run', 1, unheard)
    const deadline = Date.now() + 40_000
    while (Atomics.load(count, 0) < 3 && Date.now() < deadline) Atomics.wait(count, 0, Atomics.load(count, 0), 100)
    expect(Atomics.load(count, 0)).toBeGreaterThanOrEqual(3)
    leases.release('run')
  })

  test('that another attempt has taken is lost', async () => {
    const { leases } = await setup([200, 409], 6)
    expect(await lostBy(leases)).toEqual({ type: 'lost', flowRunId: 'run', attempt: 1, reason: 'another attempt has taken over' })
  })

  test('that cannot be renewed is lost before it lapses', async () => {
    const { leases } = await setup([200, 0])
    const { reason } = await lostBy(leases)
    expect(reason).toBe('its lease of 1 seconds could not be renewed in time')
  })

  test('is not asked for again of a server that knows none', async () => {
    const { leases, count } = await setup([404, 409])
    leases.hold('run', 1, unheard)
    // The second run is answered 409; by then the first has had its only answer.
    await new Promise<void>((resolve) => {
      const wait = setInterval(() => {
        if (Atomics.load(count, 0) === 0) return
        clearInterval(wait)
        resolve()
      }, 10)
    })
    expect(await lostBy(leases, 'other', 2)).toMatchObject({ flowRunId: 'other', attempt: 2 })
    expect(Atomics.load(count, 0)).toBe(2)
  })

  test('does not keep the process alive', async () => {
    const module = new URL('leases.ts', import.meta.url).href
    const http = { url: 'http://127.0.0.1:9/api', timeoutSeconds: 60, maxRetries: 0, jitterFactor: 0 }
    const script = `import { Leases } from '${module}'; new Leases(${JSON.stringify(http)}, 3600).hold('run', 1, { onLost() {}, onCancel() {} })`
    const child = spawn(process.execPath, ['--input-type=module', '-e', script])
    expect(await new Promise((resolve) => child.once('close', resolve))).toBe(0)
  })
})
