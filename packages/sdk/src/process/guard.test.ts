import { spawn } from 'node:child_process'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openTestServer, testServerEnvironment } from '../testing/test-server.ts'

const SCRIPT = join(import.meta.dirname, '..', 'testing', 'ending-flow.ts')

interface Left {
  readonly code: number | null
  readonly killedBy: NodeJS.Signals | null
  readonly output: string
  readonly state: string | undefined
  readonly message: string | null | undefined
  readonly logs: readonly string[]
}

/** Runs the script to its end, signals it when it is ready, and reads what its run came to. */
async function endingBy(way: string, signal?: NodeJS.Signals): Promise<Left> {
  const home = await mkdtemp(join(tmpdir(), 'millrace-ending-'))
  const child = spawn(process.execPath, [SCRIPT, way], {
    env: { PATH: process.env['PATH'], MILLRACE_HOME: home, ...testServerEnvironment },
    cwd: home,
  })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString()
    if (signal !== undefined && output.includes('ready')) child.kill(signal)
  })
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const [code, killedBy] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve) => {
    child.on('close', (...ended) => resolve(ended))
  })
  await using server = await openTestServer({ home })
  const [run] = await server.client.flowRuns.filter({ body: { flow_runs: { name: { any_: [home] } } } })
  const logs = run === undefined ? [] : await server.logs(run.id)
  return {
    code,
    killedBy,
    output,
    state: run?.state?.name ?? undefined,
    message: run?.state?.message,
    logs: logs.map(({ message }) => message),
  }
}

describe('a run whose process ends', () => {
  test.each([
    ['SIGTERM', 'Execution was aborted by a termination signal.'],
    ['SIGINT', 'Execution was aborted by an interrupt signal.'],
  ] as const)('by %s is Crashed, with its logs sent', async (signal, message) => {
    const left = await endingBy('signal', signal)
    expect(left).toMatchObject({ killedBy: signal, state: 'Crashed', message })
    expect(left.logs).toContain('the last words')
  })

  test('by a signal while it is Cancelling is Cancelled', async () => {
    expect(await endingBy('cancel', 'SIGTERM')).toMatchObject({ killedBy: 'SIGTERM', state: 'Cancelled' })
  })

  test('by process.exit() is Crashed, and the process exits with the code', async () => {
    const left = await endingBy('exit')
    expect(left).toMatchObject({ code: 3, state: 'Crashed', message: 'Execution was aborted by process.exit(3).' })
    expect(left.output).toContain('unwound')
    expect(left.logs).toContain('the last words')
  })

  test('by an error that nobody catches is Crashed with it', async () => {
    const left = await endingBy('throw')
    expect(left).toMatchObject({
      code: 1,
      state: 'Crashed',
      message: 'Execution was interrupted by an unexpected exception: TypeError: nobody catches this',
    })
    expect(left.output).toContain('ending-flow.ts')
  })

  test('by a failed task that nobody awaited is Crashed, and told which task it was', async () => {
    const left = await endingBy('unawaited')
    expect(left).toMatchObject({ code: 1, state: 'Crashed' })
    expect(left.message).toBe(
      "Execution was interrupted because task 'forgotten' failed and nobody awaited its call (await it, or submit the task and look at the future): TypeError: no such file",
    )
    expect(left.output).toContain('no such file')
  })

  test('because nothing is left to do is Crashed, and its caller is told', async () => {
    const left = await endingBy('idle')
    expect(left).toMatchObject({ state: 'Crashed', message: 'Execution ended because nothing is left that the flow could be waiting for.' })
    expect(left.output).toContain('rejected: ProcessEnding')
    expect(left.output).not.toContain('lost')
    expect(left.logs).toContain('the last words')
  })
})
