import { completed, failed, running, timestampOf } from '@millrace/protocol'
import { expect, test } from 'vitest'
import { type CliServer, startCliServer } from '../../testing/cli-server.ts'

const UNKNOWN = '00000000-0000-4000-8000-000000000000'

async function newRun({ client }: CliServer, flow = 'report', name = 'warm-newt') {
  const { id: flowId } = await client.flows.create({ body: { name: flow } })
  return await client.flowRuns.create({ body: { flow_id: flowId, name, state: { type: 'PENDING' } } })
}

const line = (flowRunId: string, message: string, level = 20, at = Date.now()) => ({
  name: 'millrace.flow_runs',
  level,
  message,
  timestamp: timestampOf(at),
  flow_run_id: flowRunId,
})

test('lists runs by flow and state, and flows', async () => {
  await using cli = await startCliServer()
  const run = await newRun(cli)
  await newRun(cli, 'other', 'cold-eel')
  await cli.client.flowRuns.setState({ params: { id: run.id }, body: { state: running() } })
  expect(await cli.json('flow-run', 'ls')).toHaveLength(2)
  expect(await cli.json('flow-run', 'ls', '--flow-name', 'report')).toEqual([expect.objectContaining({ id: run.id })])
  expect(await cli.json('flow-run', 'ls', '--state', 'running')).toEqual([expect.objectContaining({ id: run.id })])
  expect(await cli.json('flow-run', 'ls', '--state-type', 'pending')).toEqual([expect.objectContaining({ name: 'cold-eel' })])
  expect(await cli.json('flow-run', 'ls', '--limit', '1')).toHaveLength(1)
  expect((await cli.run('flow-run', 'ls')).out).toMatch(/report .* warm-newt .* Running/)
  expect(await cli.run('flow-run', 'ls', '--state-type', 'nope')).toMatchObject({
    code: 1,
    err: expect.stringContaining('expected one of SCHEDULED'),
  })
  expect(await cli.json('flow', 'ls')).toHaveLength(2)
})

test('shows and deletes a run', async () => {
  await using cli = await startCliServer()
  const { id } = await newRun(cli)
  expect(await cli.json('flow-run', 'inspect', id)).toMatchObject({ id, name: 'warm-newt' })
  expect((await cli.run('flow-run', 'inspect', id)).out).toContain('name: warm-newt')
  expect(await cli.run('flow-run', 'delete', id)).toMatchObject({ code: 0 })
  for (const verb of ['inspect', 'delete', 'cancel', 'logs', 'watch']) {
    expect(await cli.run('flow-run', verb, id)).toMatchObject({ code: 1, err: `Flow run '${id}' not found!\n` })
    expect(await cli.run('flow-run', verb, 'no-id')).toMatchObject({ code: 1, err: "Expected a UUID, got 'no-id'.\n" })
  }
  expect(await cli.run('task-run', 'inspect', UNKNOWN)).toMatchObject({ code: 1 })
  expect(await cli.run('task-run', 'logs', UNKNOWN)).toMatchObject({ code: 1 })
  expect(await cli.json('task-run', 'ls')).toEqual([])
})

test('S060: says why a run waits', async () => {
  await using cli = await startCliServer()
  const { client } = cli
  await client.workPools.create({ body: { name: 'boxes', type: 'docker' } })
  const { id: flowId } = await client.flows.create({ body: { name: 'report' } })
  const state = { type: 'SCHEDULED' } as const
  const { id } = await client.flowRuns.create({ body: { flow_id: flowId, name: 'warm-newt', state, work_pool_name: 'boxes' } })
  const sentence = "No worker for work pool 'boxes' of type docker has ever polled it. Start one: millrace worker start -p boxes\n"
  expect(await cli.run('flow-run', 'explain', 'warm-newt')).toMatchObject({ code: 0, out: `warm-newt: Scheduled\n${sentence}` })
  expect((await cli.run('flow-run', 'inspect', id)).out).toContain(sentence)
  expect(await cli.json('flow-run', 'explain', id)).toMatchObject({ reasons: [{ code: 'no_worker', pool: 'boxes' }] })
  expect(await cli.run('flow-run', 'explain', UNKNOWN)).toMatchObject({ code: 1, err: `Flow run '${UNKNOWN}' not found!\n` })
})

test('resumes a paused run, with what it asks for, and says why another cannot be', async () => {
  await using cli = await startCliServer()
  const run = await newRun(cli)
  expect(await cli.run('flow-run', 'resume', run.id)).toMatchObject({ code: 1, err: expect.stringContaining('only a paused one') })
  await cli.client.flowRuns.setState({ params: { id: run.id }, body: { state: running() } })
  const keys = { schema: 'paused-1-schema', description: 'paused-1-description', response: 'paused-1-response' }
  const schema = { type: 'object', properties: { approved: { type: 'boolean' } }, required: ['approved'] }
  await cli.client.flowRunInputs.create({ params: { id: run.id }, body: { key: keys.schema, value: JSON.stringify(schema) } })
  const state_details = { pause_timeout: '2101-01-01T00:00:00Z', run_input_keyset: keys }
  await cli.client.flowRuns.setState({ params: { id: run.id }, body: { state: { type: 'PAUSED', name: 'Paused', state_details } } })
  expect(await cli.run('flow-run', 'resume', run.id, '-i', 'approved=maybe')).toMatchObject({
    code: 1,
    err: expect.stringMatching(/^Flow run '.+' could not be resumed: Validation failed for field 'approved'\. /),
  })
  expect(await cli.run('flow-run', 'resume', run.id, '-i', 'approved=true')).toMatchObject({ code: 0 })
  expect((await cli.client.flowRuns.read({ params: { id: run.id } })).state_type).toBe('RUNNING')
})

test('cancels a run, and says why one cannot be', async () => {
  await using cli = await startCliServer()
  const run = await newRun(cli)
  await cli.client.flowRuns.setState({ params: { id: run.id }, body: { state: running() } })
  expect(await cli.run('flow-run', 'cancel', run.id)).toMatchObject({ code: 0 })
  expect(await cli.json('flow-run', 'inspect', run.id)).toMatchObject({ state_type: 'CANCELLING' })

  const over = await newRun(cli)
  await cli.client.flowRuns.setState({ params: { id: over.id }, body: { state: running() } })
  await cli.client.flowRuns.setState({ params: { id: over.id }, body: { state: failed() } })
  expect(await cli.run('flow-run', 'cancel', over.id)).toMatchObject({ code: 1, err: expect.stringContaining('unable to be cancelled') })
})

test('prints log lines from either end, harmless for the terminal', async () => {
  await using cli = await startCliServer()
  const { id } = await newRun(cli)
  const start = Date.now()
  await cli.client.logs.create({ body: Array.from({ length: 25 }, (_, index) => line(id, `line ${index}`, 20, start + index)) })
  await cli.client.logs.create({ body: [line(id, 'bad \u001b[2J', 40, start + 100)] })
  const messages = (out: string): string[] =>
    out
      .trimEnd()
      .split('\n')
      .map((text) => text.replace(/^.* - /, ''))
  const all = (await cli.run('flow-run', 'logs', id)).out
  expect(messages(all)).toHaveLength(26)
  expect(all).toMatch(/\| INFO {5}\| Flow run 'warm-newt' - line 0\n/)
  expect(all).toMatch(/\| ERROR {4}\| Flow run 'warm-newt' - bad \\x1b\[2J\n/)
  expect(messages((await cli.run('flow-run', 'logs', id, '--head', '-n', '2')).out)).toEqual(['line 0', 'line 1'])
  expect(messages((await cli.run('flow-run', 'logs', id, '--tail', '-n', '2')).out)).toEqual(['line 24', 'bad \\x1b[2J'])
  expect(messages((await cli.run('flow-run', 'logs', id, '-r', '-n', '2')).out)).toEqual(['bad \\x1b[2J', 'line 24'])
  expect(messages((await cli.run('flow-run', 'logs', id, '-h')).out)).toHaveLength(20)
  expect(await cli.json('flow-run', 'logs', id)).toHaveLength(26)
  expect(await cli.run('flow-run', 'logs', id, '--head', '--tail')).toMatchObject({ code: 2 })
})

test('follows a run until it completed', async () => {
  await using cli = await startCliServer()
  const { id } = await newRun(cli)
  await cli.client.logs.create({ body: [line(id, 'first')] })
  const following = cli.run('flow-run', 'logs', id, '-f')
  await cli.client.flowRuns.setState({ params: { id }, body: { state: running() } })
  await cli.client.logs.create({ body: [line(id, 'second')] })
  await cli.client.flowRuns.setState({ params: { id }, body: { state: completed() } })
  const { code, out } = await following
  expect(code).toBe(0)
  expect(out.match(/ - (first|second)/g)).toEqual([' - first', ' - second'])
  expect(out).toContain("STATE    | Flow run 'warm-newt' - Completed")
})

test('ends with 1 when the run that is watched fails, or does not end in time', async () => {
  await using cli = await startCliServer()
  const { id } = await newRun(cli)
  expect(await cli.run('flow-run', 'watch', id, '--timeout', '0.1')).toMatchObject({
    code: 1,
    err: expect.stringContaining('did not end within 0.1 seconds'),
  })
  await cli.client.flowRuns.setState({ params: { id }, body: { state: running() } })
  await cli.client.flowRuns.setState({ params: { id }, body: { state: failed({ message: 'it broke' }) } })
  expect(await cli.run('flow-run', 'watch', id)).toMatchObject({ code: 1, err: "Flow run 'warm-newt' ended as Failed: it broke\n" })
  expect(await cli.run('flow-run', 'watch', id, '-o', 'json')).toMatchObject({ code: 1, out: '' })
})
