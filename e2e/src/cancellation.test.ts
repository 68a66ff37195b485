import { existsSync } from 'node:fs'
import { join } from 'node:path'
import {
  cleanEnvironment,
  eventually,
  millrace,
  type RunningServer,
  startMillrace,
  startServer,
  supervise,
  type Supervised,
} from '@millrace/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'

const FLOWS = join(import.meta.dirname, '..', 'flows')

let server: RunningServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server[Symbol.asyncDispose]())

const start = (env: Record<string, string>, ...argv: string[]): Supervised =>
  supervise({
    program: process.execPath,
    argv: [join(FLOWS, 'cancelled.ts'), ...argv],
    env: cleanEnvironment({ MILLRACE_API_URL: server.url, MILLRACE_HOME: server.home, ...env }),
  })

async function cancel(flowName: string): Promise<string> {
  const [run] = await server.client.flowRuns.filter({ body: { flows: { name: { any_: [flowName] } }, sort: 'START_TIME_DESC' } })
  const id = run?.id ?? ''
  const { code, output } = await millrace(['flow-run', 'cancel', id], { env: server.env })
  expect(code, output).toBe(0)
  return id
}

test('a run that keeps its own lease learns by that it is cancelled, without asking', async () => {
  const marker = join(server.home, 'alone')
  // By looking around it would find out in an hour.
  await using script = start({ MILLRACE_WORKER_CANCELLATION_POLL_SECONDS: '3600' }, 'alone', marker)
  await eventually('the flow runs', async () => (existsSync(marker) ? true : undefined))
  const id = await cancel('cancelled-alone')
  expect(await script.ended, script.output()).toBe(0)
  expect(script.output()).toContain('ended Cancelled')
  expect(await server.client.flowRuns.read({ params: { id } })).toMatchObject({ state_name: 'Cancelled' })
})

test('a run of a deployment is cancelled with the flow that asked for it, which waits for that', async () => {
  const ok = async (argv: string[]): Promise<void> => {
    const { code, output } = await millrace(argv, { env: server.env })
    expect(code, output).toBe(0)
  }
  await ok(['work-pool', 'create', 'local', '--type', 'process'])
  const flows = join(FLOWS, 'many-ways.ts')
  await ok(['deployment', 'build', `${flows}:waits`, '-n', 'test', '-p', 'local', '-a', '-o', join(server.home, 'waits.yaml')])
  const environment = { ...server.env, MILLRACE_WORKER_CANCELLATION_POLL_SECONDS: '1' }
  await using _worker = startMillrace(['worker', 'start', '-p', 'local'], { env: environment })
  const marker = join(server.home, 'child')
  await using script = start({ MILLRACE_WORKER_CANCELLATION_POLL_SECONDS: '3600' }, 'parent', 'waits/test', marker)
  await eventually('the child runs', async () => (existsSync(marker) ? true : undefined))
  const id = await cancel('cancelled-parent')
  expect(await script.ended, script.output()).toBe(0)
  expect(script.output()).toContain('ended Cancelled')
  const [child] = await server.client.flowRuns.filter({ body: { flow_runs: { parent_flow_run_id: { any_: [id] } } } })
  const parent = await server.client.flowRuns.read({ params: { id } })
  expect(child?.state_name).toBe('Cancelled')
  expect((child?.end_time ?? '') < (parent.end_time ?? '')).toBe(true)
})
