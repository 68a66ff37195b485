import { Client } from './client.ts'
import { compare, type Options } from './compare.ts'
import { EventSocket, newId } from './event-socket.ts'
import { millrace, prefect, startAll } from './servers.ts'
import { Tally } from './tally.ts'

const CLIENTS = 4
const TASKS = 10
/** Milliseconds between two looks at what can be seen. */
const LOOK = 50
/** Milliseconds within which every task run must be there to be seen. */
const PATIENCE = 120_000
/** What clients of 3.x say of themselves, for which task runs come as events. */
const HEADERS = { 'x-prefect-api-version': '0.8.4', 'user-agent': 'prefect/3.8.8 (API 0.8.4)' }

/**
 * Whole flow runs as a client of 3.x sends them: the run's states by calls, those of its ten task runs by events; a round ends when the
 * server shows every task run as completed.
 */
export async function lifeCycle(options: Options): Promise<void> {
  await using servers = await startAll([() => millrace('FULL'), ...(options.withPrefect ? [() => prefect()] : [])])
  await compare({
    title: `life cycles of a flow run with ${TASKS} task runs, ${CLIENTS} clients, visible`,
    unit: 'life cycles',
    contestants: servers.list,
    options,
    drive: ({ url }, seconds) => driveLifeCycles(url, seconds),
  })
}

async function driveLifeCycles(url: string, seconds: number): Promise<Tally> {
  using client = new Client(url, CLIENTS)
  const tally = new Tally()
  const tag = `bench ${newId()}`
  const flow = await client.done<{ id: string }>('POST', '/flows/', { name: 'bench' }, HEADERS)
  const deadline = performance.now() + seconds * 1000
  await Promise.all(
    Array.from({ length: CLIENTS }, async () => {
      using socket = await EventSocket.open(url)
      while (performance.now() < deadline) {
        const began = performance.now()
        await oneLifeCycle(client, socket, flow.id, tag)
        tally.operations += 1
        tally.latencies.push(performance.now() - began)
      }
      await socket.receipt()
    }),
  )
  const until = performance.now() + PATIENCE
  while ((await completedTasks(client, tag)) < tally.operations * TASKS) {
    if (performance.now() > until)
      throw new Error(`not all task runs of ${tally.operations} flow runs could be seen after ${PATIENCE / 1000} s`)
    await new Promise((resolve) => setTimeout(resolve, LOOK))
  }
  return tally
}

async function oneLifeCycle(client: Client, socket: EventSocket, flowId: string, tag: string): Promise<void> {
  const body = { flow_id: flowId, parameters: { city: 'Oslo' }, tags: [tag], state: { type: 'PENDING' } }
  const run = await client.done<{ id: string; name: string }>('POST', '/flow_runs/', body, HEADERS)
  await client.done('POST', `/flow_runs/${run.id}/set_state`, { state: { type: 'RUNNING' } }, HEADERS)
  for (let index = 0; index < TASKS; index += 1) for (const event of eventsOf(run, index)) socket.send(event)
  await client.done('POST', `/flow_runs/${run.id}/set_state`, { state: { type: 'COMPLETED' } }, HEADERS)
}

/** What a client tells of a task run that does nothing: Pending, Running, Completed. */
function eventsOf(run: { id: string; name: string }, index: number): object[] {
  const id = newId()
  const dynamicKey = newId()
  const expected = new Date().toISOString()
  let before: string | null = null
  return ['PENDING', 'RUNNING', 'COMPLETED'].map((type, step) => {
    const occurred = new Date(Date.now() + step).toISOString()
    const name = `${type.charAt(0)}${type.slice(1).toLowerCase()}`
    const from = before
    before = type
    return {
      id: newId(),
      occurred,
      event: `prefect.task-run.${name}`,
      resource: {
        'prefect.resource.id': `prefect.task-run.${id}`,
        'prefect.resource.name': `task-${index}`,
        'prefect.run-count': step === 0 ? '0' : '1',
        'prefect.state-message': '',
        'prefect.state-name': name,
        'prefect.state-timestamp': occurred,
        'prefect.state-type': type,
        'prefect.orchestration': 'client',
      },
      related: [
        { 'prefect.resource.id': `prefect.flow-run.${run.id}`, 'prefect.resource.role': 'flow-run', 'prefect.resource.name': run.name },
      ],
      payload: {
        intended: { from, to: type },
        initial_state: from === null ? null : { type: from, name: from, message: '', state_details: {}, data: null },
        validated_state: { type, name, message: '', state_details: {}, data: null },
        task_run: {
          name: `task-${index}`,
          task_key: 'nothing-0282ee02',
          dynamic_key: dynamicKey,
          empirical_policy: { max_retries: 0, retry_delay_seconds: 0, retries: 0, retry_delay: 0 },
          tags: [],
          labels: {},
          task_inputs: { x: [] },
          run_count: step === 0 ? 0 : 1,
          flow_run_run_count: 1,
          expected_start_time: expected,
          ...(step === 0 ? {} : { start_time: occurred }),
          ...(step === 2 ? { end_time: occurred } : {}),
          total_run_time: step === 2 ? 0.001 : 0,
        },
      },
    }
  })
}

const completedTasks = (client: Client, tag: string): Promise<number> =>
  client.done(
    'POST',
    '/task_runs/count',
    { flow_runs: { tags: { all_: [tag] } }, task_runs: { state: { type: { any_: ['COMPLETED'] } } } },
    HEADERS,
  )
