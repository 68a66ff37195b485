import { Agent, request } from 'node:http'

/** What one client saw in one round. */
export interface Tally {
  /** Answers that did what was asked. */
  operations: number
  /** Answers of 503, which clients have to repeat. */
  busy: number
  /** Any other answer, or none. */
  failed: number
  /** Milliseconds of each good answer. */
  readonly latencies: number[]
}

/**
 * Drives flow runs through `create`, Pending, Running, Completed from several clients at once, each waiting for its answer
 * before it goes on, until `seconds` are over. Every one of the four calls of a run counts as one operation.
 */
export async function driveTransitions(url: string, clients: number, seconds: number): Promise<Tally> {
  const agent = new Agent({ keepAlive: true, maxSockets: clients })
  const tally: Tally = { operations: 0, busy: 0, failed: 0, latencies: [] }
  const flow = await post(agent, `${url}/flows/`, { name: 'bench' })
  const flowId = (JSON.parse(flow.text) as { id: string }).id
  const deadline = performance.now() + seconds * 1000
  await Promise.all(Array.from({ length: clients }, () => driveOne(agent, url, flowId, deadline, tally)))
  agent.destroy()
  return tally
}

async function driveOne(agent: Agent, url: string, flowId: string, deadline: number, tally: Tally): Promise<void> {
  while (performance.now() < deadline) {
    const created = await counted(tally, () =>
      post(agent, `${url}/flow_runs/`, {
        flow_id: flowId,
        parameters: { city: 'Oslo', days: 3 },
        state: { type: 'SCHEDULED' },
      }),
    )
    if (created === undefined) continue
    const { id } = JSON.parse(created) as { id: string }
    for (const type of ['PENDING', 'RUNNING', 'COMPLETED']) {
      if (performance.now() > deadline) return
      await counted(tally, () => post(agent, `${url}/flow_runs/${id}/set_state`, { state: { type, message: 'bench' } }))
    }
  }
}

async function counted(tally: Tally, call: () => Promise<Answer>): Promise<string | undefined> {
  const began = performance.now()
  const answer = await call().catch(() => undefined)
  if (answer?.status === 201 || answer?.status === 200) {
    tally.operations += 1
    tally.latencies.push(performance.now() - began)
    return answer.text
  }
  if (answer?.status === 503) tally.busy += 1
  else tally.failed += 1
  return undefined
}

interface Answer {
  readonly status: number
  readonly text: string
}

const post = (agent: Agent, url: string, body: unknown): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const text = JSON.stringify(body)
    const call = request(
      url,
      {
        method: 'POST',
        agent,
        timeout: 60_000,
        headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) },
      },
      (response) => {
        let received = ''
        response.setEncoding('utf8')
        response.on('data', (chunk: string) => (received += chunk))
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text: received }))
      },
    )
    call.on('error', reject)
    call.on('timeout', () => call.destroy(new Error('no answer in 60 s')))
    call.end(text)
  })
