import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { join } from 'node:path'
import { cleanEnvironment, type RunningServer, startServer } from '@millrace/testing'

const FLOWS = join(import.meta.dirname, '..', 'flows')
/** What workers start for each run. */
const MAIN = join(import.meta.dirname, '..', '..', 'packages/sdk/src/runner/flow-run-main.ts')

/** Milliseconds from the start of a flow run's process, as workers start it. */
export interface ProcessStart {
  /** To the first line of the user's file. */
  readonly toCode: number
  /** Of it, milliseconds of CPU. */
  readonly busy: number
  /** To the first line of the flow. */
  readonly toFlow: number
}

/** The best of so many starts, one after the other, of a deployed flow with a server beside. */
export async function processStart(rounds: number): Promise<ProcessStart> {
  await using server = await startServer({ MILLRACE_LOGGING_LEVEL: 'WARNING' })
  const deploymentId = await deploy(server)
  const starts: ProcessStart[] = []
  for (let round = 0; round < rounds; round += 1) starts.push(await start(server, deploymentId))
  const least = (figure: keyof ProcessStart): number => Math.min(...starts.map((each) => each[figure]))
  return { toCode: least('toCode'), busy: least('busy'), toFlow: least('toFlow') }
}

async function deploy({ client }: RunningServer): Promise<string> {
  const { id: flow_id } = await client.flows.create({ body: { name: 'firstLine' } })
  const { id } = await client.deployments.create({ body: { name: 'bench', flow_id, path: FLOWS, entrypoint: 'first-line.ts:firstLine' } })
  return id
}

async function start({ client, env }: RunningServer, deploymentId: string): Promise<ProcessStart> {
  const { id } = await client.deployments.createFlowRun({ params: { id: deploymentId }, body: {} })
  await client.flowRuns.setState({ params: { id }, body: { state: { type: 'PENDING' } } })
  const began = Date.now()
  const child = spawn(process.execPath, [MAIN, id], {
    env: cleanEnvironment({ ...env, MILLRACE_LOGGING_LEVEL: 'WARNING' }),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [, json] = /figures (.+)/.exec(await text(child.stdout)) ?? []
  if (json === undefined) throw new Error('the process of the flow run ended before its flow')
  const { atCode, atFlow, busy } = JSON.parse(json) as { readonly atCode: number; readonly atFlow: number; readonly busy: number }
  return { toCode: atCode - began, busy, toFlow: atFlow - began }
}
