import { type RunningServer, eventually, startServer } from '@millrace/testing'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { GENERATIONS, preparePeer } from './peers.ts'
import { runPython } from './run-python.ts'
import { type RunningPython, startPython } from './start-python.ts'

describe.each(GENERATIONS)('flows that a real Prefect %s serves', (generation) => {
  let server: RunningServer
  let served: RunningPython

  beforeAll(async () => {
    await preparePeer(generation)
    server = await startServer()
    served = await startPython(generation, server.url, ['served.py'], { PREFECT_RUNNER_POLL_FREQUENCY: '1' })
    await eventually('its deployments are there', async () =>
      (await server.client.deployments.count({ body: {} })) === 3 ? true : undefined,
    )
  })

  afterAll(async () => {
    await served[Symbol.asyncDispose]()
    await server[Symbol.asyncDispose]()
  })

  const deploymentOf = (flow_name: string): ReturnType<typeof server.client.deployments.readByName> =>
    server.client.deployments.readByName({ params: { flow_name, deployment_name: 'served' } })

  /** Asks for a run of a deployment and answers its id. */
  const ask = async (flow: string): Promise<string> => {
    const { id } = await deploymentOf(flow)
    return (await server.client.deployments.createFlowRun({ params: { id }, body: {} })).id
  }

  const reaches = (id: string, type: string) =>
    eventually(
      `the run is ${type}`,
      async () => {
        const run = await server.client.flowRuns.read({ params: { id } })
        if (run.state_type === 'FAILED' || run.state_type === 'CRASHED') throw new Error(`${run.state_name}: ${run.state?.message}`)
        return run.state_type === type ? run : undefined
      },
      90,
    )

  /** What a run printed and logged, once there is a line that matches. */
  const lines = (id: string, wanted: RegExp): Promise<string[]> =>
    eventually(
      `the run says ${wanted}`,
      async () => {
        const found = await server.client.logs.filter({ body: { logs: { flow_run_id: { any_: [id] } } } })
        const messages = found.map(({ message }) => message)
        return messages.some((message) => wanted.test(message)) ? messages : undefined
      },
      90,
    )

  test.concurrent('are deployments with schedules and parameters', async ({ expect }) => {
    const greet = await deploymentOf('interop-greet')
    expect(greet).toMatchObject({ parameters: { name: 'served' }, tags: ['interop'], version: '7', paused: false })
    expect(greet.schedules).toMatchObject([{ active: true, schedule: { interval: 3600 } }])
    const [due] = await eventually('its runs are scheduled', async () => {
      const found = await server.client.flowRuns.filter({
        body: { deployments: { id: { any_: [greet.id] } }, flow_runs: { tags: { all_: ['auto-scheduled'] } } },
      })
      return found.length > 0 ? found : undefined
    })
    expect(due).toMatchObject({ auto_scheduled: true, state_type: 'SCHEDULED' })
  })

  test.concurrent('are run by other flows, as subflows of theirs and once for each key', async ({ expect }) => {
    const { waited, once } = (await runPython(generation, server.url, ['calls.py'])) as Record<string, string>
    const [parent] = await server.client.flowRuns.filter({ body: { flows: { name: { any_: ['interop-calls'] } } } })
    const child = await reaches(waited ?? '', 'COMPLETED')
    expect(child).toMatchObject({ parameters: { name: 'Ada' }, tags: ['interop', 'called'] })
    const task = await server.client.taskRuns.read({ params: { id: child.parent_task_run_id ?? '' } })
    expect(task).toMatchObject({ flow_run_id: parent?.id, state_type: 'COMPLETED' })
    expect(await reaches(once ?? '', 'COMPLETED')).toMatchObject({ idempotency_key: 'once', parent_task_run_id: null })
  })

  test.concurrent('end with their process when they are cancelled', async ({ expect }) => {
    const id = await ask('interop-lasts')
    const begun = await lines(id, /has begun in/)
    const pid = Number(/has begun in (\d+)/.exec(begun.join('\n'))?.[1])
    expect(isAlive(pid)).toBe(true)
    const { status } = await server.client.flowRuns.setState({
      params: { id },
      body: { state: { type: 'CANCELLING', name: 'Cancelling' } },
    })
    expect(status).toBe('ACCEPT')
    expect(await reaches(id, 'CANCELLED')).toMatchObject({ state_name: 'Cancelled' })
    expect(await eventually('the process ends', async () => (isAlive(pid) ? undefined : 'ended'))).toBe('ended')
  })

  test.concurrent('go on in another process when they are resumed after they suspended themselves', async ({ expect }) => {
    const id = await ask('interop-suspends')
    expect(await reaches(id, 'PAUSED')).toMatchObject({ state_name: 'Suspended' })
    expect((await server.client.flowRuns.resume({ params: { id }, body: {} })).status).toBe('ACCEPT')
    await reaches(id, 'COMPLETED')
    const said = await lines(id, /went on/)
    const processes = said.flatMap((line) => /has begun in (\d+)/.exec(line)?.[1] ?? [])
    expect(new Set(processes).size).toBe(2)
    expect(said.filter((line) => line === 'went on')).toHaveLength(1)
  })
})

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
