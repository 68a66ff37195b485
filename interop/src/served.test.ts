import { join } from 'node:path'
import { cleanEnvironment, type RunningServer, eventually, startServer, supervise, type Supervised } from '@millrace/testing'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { linesOf } from './engines/observed.ts'
import { GENERATIONS, preparePeer } from './peers.ts'
import { runPython } from './run-python.ts'
import { type RunningPython, startPython } from './start-python.ts'

describe.each(GENERATIONS)('flows that a real Prefect %s serves', (generation) => {
  let server: RunningServer
  let served: RunningPython
  let ours: Supervised | undefined

  beforeAll(async () => {
    await preparePeer(generation)
    server = await startServer({ MILLRACE_SERVER_SERVICES_CANCELLATION_CLEANUP_LOOP_SECONDS: '1' })
    const twins = join(import.meta.dirname, '..', 'flows', 'deployed.ts')
    if (generation === 3) ours = supervise({ program: process.execPath, argv: [twins], env: cleanEnvironment(server.env) })
    served = await startPython(generation, server.url, ['served.py'], { PREFECT_RUNNER_POLL_FREQUENCY: '1' })
    await eventually('its deployments are there', async () =>
      (await server.client.deployments.count({ body: {} })) === (generation === 3 ? 7 : 5) ? true : undefined,
    )
  })

  afterAll(async () => {
    await served[Symbol.asyncDispose]()
    await ours?.[Symbol.asyncDispose]()
    await server[Symbol.asyncDispose]()
  })

  const deploymentOf = (flow_name: string, deployment_name = 'served'): ReturnType<typeof server.client.deployments.readByName> =>
    server.client.deployments.readByName({ params: { flow_name, deployment_name } })

  /** Asks for a run of a deployment and answers its id. */
  const ask = async (flow: string, deployment = 'served'): Promise<string> => {
    const { id } = await deploymentOf(flow, deployment)
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

  /** What Prefect's engine makes of a flow, whose runner calls Pending also Submitting, and ours of its twin. */
  const both = async (play: (deployment: string) => Promise<string[]>): Promise<readonly [theirs: string[], ours: string[]]> => {
    const [theirs, own] = await Promise.all([play('served'), play('ours')])
    return [theirs.map((line) => line.replaceAll('Pending, Submitting', 'Pending')), own]
  }

  test.runIf(generation === 3)(
    'take a typed input where they go on, as ours do, which do not repeat what they had done',
    async ({ expect }) => {
      const [theirs, own] = await both(async (deployment) => {
        const id = await ask('interop-set-aside', deployment)
        await reaches(id, 'PAUSED')
        // Prefect's clients say which input they wait for after they have said that they wait.
        await eventually('what it waits for is said', async () => {
          const inputs = await server.client.flowRunInputs.filter({ params: { id }, body: { prefix: '', limit: 10 } })
          return inputs.some(({ key }) => key.endsWith('-schema')) ? true : undefined
        })
        const refused = await server.client.flowRuns.resume({ params: { id }, body: { run_input: { amount: 'much' } } })
        await server.client.flowRuns.resume({ params: { id }, body: { run_input: { name: 'Ada', amount: 2 } } })
        await reaches(id, 'COMPLETED')
        // Prefect's clients tell of task runs by events, which may come after the end of the flow run.
        const lines = await eventually('the ends of three task runs are told', async () => {
          const told = await linesOf(server.client, id, 'set-aside')
          return told.filter((line) => /(?:Completed|Cached)$/.test(line)).length === 4 ? told : undefined
        })
        return [refused.status, ...lines]
      })
      const [before, after] = ['before: Pending, Running, Completed', '2 by Ada: Pending, Running, Completed']
      const run = 'set-aside: Scheduled, Pending, Running, Suspended, Resuming, Pending, Running, Completed'
      expect(theirs).toEqual(['REJECT', run, after, before, before])
      expect(own).toEqual(['REJECT', run, after, 'before: Pending, Cached', before])
    },
  )

  test.runIf(generation === 3)('end with their tasks and subflows when they are cancelled, as ours do', async ({ expect }) => {
    const [theirs, own] = await both(async (deployment) => {
      const id = await ask('interop-stopped', deployment)
      const child = await eventually(
        'its subflow and both tasks are at work',
        async () => {
          const [found] = await server.client.flowRuns.filter({ body: { flow_runs: { parent_flow_run_id: { any_: [id] } } } })
          const runs = { id: { any_: [id, found?.id ?? id] } }
          const busy = { name: { like_: 'long-step' }, state: { type: { any_: ['RUNNING' as const] } } }
          return found !== undefined && (await server.client.taskRuns.count({ body: { flow_runs: runs, task_runs: busy } })) === 2
            ? found.id
            : undefined
        },
        90,
      )
      await server.client.flowRuns.setState({ params: { id }, body: { state: { type: 'CANCELLING', name: 'Cancelling' } } })
      const ended = { id: { any_: [id, child] }, state: { type: { any_: ['CANCELLED' as const] } } }
      await eventually(
        'both are cancelled',
        async () => ((await server.client.flowRuns.count({ body: { flow_runs: ended } })) === 2 ? true : undefined),
        90,
      )
      const open = { state: { type: { any_: ['RUNNING' as const, 'PENDING' as const] } } }
      const runs = { id: { any_: [id, child] } }
      await eventually(
        'no task is at work',
        async () => ((await server.client.taskRuns.count({ body: { flow_runs: runs, task_runs: open } })) === 0 ? true : undefined),
        90,
      )
      return [...(await linesOf(server.client, id, 'stopped')), ...(await linesOf(server.client, child, 'part'))]
    })
    expect(own).toEqual([
      'stopped: Scheduled, Pending, Running, Cancelling, Cancelled',
      'interop-part: Pending, Pending, Running, Cancelled',
      'long-step: Pending, Running, Cancelled',
      'part: Pending, Running, Cancelled',
      'long-step: Pending, Running, Cancelled',
    ])
    // Its process is ended by a signal: what of its task runs is told before that, and what the server finds out later, is chance.
    const flowRuns = (lines: readonly string[]): string[] => lines.filter((line) => /^(?:stopped|part):/.test(line))
    expect(flowRuns(theirs).map(endOf)).toEqual(flowRuns(own).map(endOf))
    expect(theirs).toHaveLength(own.length)
  })
})

const endOf = (line: string): string => line.replace(/:.*, /, ': ')

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
