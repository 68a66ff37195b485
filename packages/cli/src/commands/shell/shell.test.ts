import { eventually } from '@millrace/testing'
import { expect, test } from 'vitest'
import { main } from '../../main.ts'
import { capturedIo } from '../../testing/captured-io.ts'
import { startCliServer } from '../../testing/cli-server.ts'

test('runs a shell command as a flow run, whose log is what it prints', async () => {
  await using cli = await startCliServer()
  const command = 'echo one; echo two >&2; echo three'
  const named = ['--flow-run-name', 'once', '--flow-name', 'Backup', '--tag', 'nightly']
  expect(await cli.run('shell', 'watch', command, ...named)).toMatchObject({ code: 0 })
  const [run] = await cli.client.flowRuns.filter({ body: {} })
  expect(run).toMatchObject({ name: 'once', state_type: 'COMPLETED', tags: ['nightly', 'shell'], parameters: { command } })
  expect((await cli.run('flow', 'ls')).out).toContain('Backup')
  const lines = await cli.client.logs.filter({ body: { logs: { flow_run_id: { any_: [run?.id ?? ''] } }, sort: 'TIMESTAMP_ASC' } })
  const said = lines.map(({ level, message }) => [level, message])
  expect(said).toContainEqual([20, 'one'])
  expect(said).toContainEqual([30, 'two'])
  expect(said).toContainEqual([20, 'three'])
})

test('fails as the command does, and says it in one log line where asked for', async () => {
  await using cli = await startCliServer()
  const failed = await cli.run('shell', 'watch', 'echo one; echo two; exit 7', '--no-stream-stdout')
  expect(failed).toMatchObject({ code: 7, err: 'Command failed with exit code 7\n' })
  const [run] = await cli.client.flowRuns.filter({ body: {} })
  expect(run?.state).toMatchObject({ type: 'FAILED', message: expect.stringContaining('exit code 7') })
  const lines = await cli.client.logs.filter({ body: { logs: { flow_run_id: { any_: [run?.id ?? ''] } } } })
  expect(lines.map(({ message }) => message)).toContain('one\ntwo')
  expect(await cli.run('shell', 'watch')).toMatchObject({ code: 2 })
})

test('serves a deployment that runs a shell command', async () => {
  await using cli = await startCliServer()
  const io = capturedIo({ env: { MILLRACE_HOME: cli.home, MILLRACE_API_URL: cli.url }, cwd: cli.cwd })
  const serving = main(['shell', 'serve', 'echo served', '--flow-name', 'said', '--deployment-name', 'here', '--tag', 'a'], io)
  const deployment = await eventually('the deployment', async () => (await cli.client.deployments.filter({ body: {} }))[0])
  expect(deployment).toMatchObject({ name: 'here', tags: ['a', 'shell'], parameters: { command: 'echo served', streamStdout: true } })
  const { id } = await cli.client.deployments.createFlowRun({ params: { id: deployment.id }, body: {} })
  await eventually(
    'the run to end',
    async () => (await cli.client.flowRuns.read({ params: { id } })).state_type === 'COMPLETED' || undefined,
  )
  io.interrupt()
  expect(await serving).toBe(0)
  expect((await cli.client.deployments.read({ params: { id: deployment.id } })).paused).toBe(true)
  expect((await cli.run('flow-run', 'logs', id)).out).toContain('served')
  const due = await cli.client.deployments.createFlowRun({ params: { id: deployment.id }, body: {} })
  const again = ['--flow-name', 'said', '--deployment-name', 'here', '--concurrency-limit', '2', '--run-once']
  expect(await cli.run('shell', 'serve', 'echo once more', ...again)).toMatchObject({ code: 0 })
  expect(await cli.client.flowRuns.read({ params: { id: due.id } })).toMatchObject({ state_type: 'COMPLETED' })
  expect(await cli.run('shell', 'serve', 'true', '--flow-name', 'x', '--timezone', 'Europe/Oslo')).toMatchObject({ code: 2 })
})
