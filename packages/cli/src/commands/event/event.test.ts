import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createClient, createHttpTransport } from '@millrace/client'
import { startServer } from '@millrace/server'
import { loadSettings } from '@millrace/settings'
import { eventually, freePort, temporaryFolder } from '@millrace/testing'
import { expect, test } from 'vitest'
import { main } from '../../main.ts'
import { capturedIo } from '../../testing/captured-io.ts'
import { type CliServer, startCliServer } from '../../testing/cli-server.ts'

/** Starts to stream, and resolves once the server listens. */
async function startStream(env: Readonly<Record<string, string>>, cwd: string, ...argv: readonly string[]) {
  const io = capturedIo({ env, cwd })
  const ended = main(['event', 'stream', ...argv], io)
  const heard = (count: number): Promise<true> =>
    eventually(`the stream to be live ${count} times`, () =>
      Promise.resolve(io.printed().err.split('Listening').length > count || undefined),
    )
  await heard(1)
  return { io, ended, heard, out: () => io.printed().out }
}

const envOf = ({ home, url }: CliServer): Record<string, string> => ({ MILLRACE_HOME: home, MILLRACE_API_URL: url })

test('streams what fits the options, as it happens', async () => {
  await using cli = await startCliServer()
  const wish = ['--event', 'order.*', '--resource', 'shop.', '--related', 'customer.7']
  const stream = await startStream(envOf(cli), cli.cwd, '--format', 'text', ...wish)
  const related = JSON.stringify({ 'prefect.resource.id': 'customer.7', 'prefect.resource.role': 'buyer' })
  await cli.run('event', 'emit', 'order.lost', '--resource-id', 'elsewhere.1', '--related', related)
  await cli.run('event', 'emit', 'stock.empty', '--resource-id', 'shop.1', '--related', related)
  await cli.run('event', 'emit', 'order.unrelated', '--resource-id', 'shop.1')
  await cli.run('event', 'emit', 'order.paid', '--resource-id', 'shop.1', '--related', related)
  await eventually('the event', () => Promise.resolve(stream.out() === '' ? undefined : true))
  expect(stream.out()).toMatch(/^\S+ order\.paid shop\.1\n$/)
  stream.io.interrupt()
  expect(await stream.ended).toBe(0)
})

test('appends to a file as JSON, and stops after one event', async () => {
  await using cli = await startCliServer()
  const stream = await startStream(envOf(cli), cli.cwd, '--output-file', 'events.jsonl', '--run-once')
  const emitted = await cli.run('events', 'emit', 'a.b', '-r', 'prefect.resource.id=x', '-r', '{"colour": "red"}', '-p', '{"n": 1}')
  expect(emitted).toMatchObject({ code: 0, err: '' })
  expect(await stream.ended).toBe(0)
  const [line = '', ...others] = (await readFile(join(cli.cwd, 'events.jsonl'), 'utf8')).split('\n')
  expect(JSON.parse(line)).toMatchObject({ event: 'a.b', resource: { 'prefect.resource.id': 'x', colour: 'red' }, payload: { n: 1 } })
  expect(others).toEqual([''])
})

test('comes back to a server that was away, and tells what happened meanwhile, once', async () => {
  await using folder = await temporaryFolder()
  const [env, port] = [{ MILLRACE_HOME: folder.path }, await freePort()]
  const start = () =>
    startServer({
      settings: loadSettings({ env, cwd: folder.path, overrides: { 'server.api.port': port, 'server.loggingLevel': 'CRITICAL' } }),
      services: false,
    })
  const happens = async (url: string, event: string): Promise<void> => {
    const { events } = createClient(createHttpTransport({ url, timeoutSeconds: 10, maxRetries: 0, jitterFactor: 0 }))
    const resource = { 'prefect.resource.id': 'x' }
    await events.create({ body: [{ id: crypto.randomUUID(), occurred: new Date().toISOString(), event, resource }] })
  }
  const first = await start()
  const stream = await startStream({ ...env, MILLRACE_API_URL: first.url }, folder.path, '--format', 'text')
  await happens(first.url, 'one')
  await eventually('the first event', () => Promise.resolve(stream.out().includes(' one ') || undefined))
  await first.close()
  await eventually('the loss to be noticed', () => Promise.resolve(stream.io.printed().err.includes('opened again') || undefined))
  const second = await start()
  await happens(second.url, 'two')
  await stream.heard(2)
  await happens(second.url, 'three')
  await eventually('the last event', () => Promise.resolve(stream.out().includes(' three ') || undefined))
  stream.io.interrupt()
  expect(await stream.ended).toBe(0)
  await second.close()
  expect(stream.out().match(/ (one|two|three) /g)).toEqual([' one ', ' two ', ' three '])
})

test.each([
  [['emit', 'a.b'], 2, /Expected what it happened to/],
  [['emit', 'a.b', '--resource-id', 'x', '--related', 'y'], 2, /--related: expected a JSON object/],
  [['emit', 'a.b', '--resource-id', 'x', '--payload', '[1]'], 2, /--payload: expected a JSON object/],
  [['stream'], 1, /no connection for events to http:\/\/127\.0\.0\.1:1\/api/],
])('refuses event %j', async (argv, code, reason) => {
  await using folder = await temporaryFolder()
  const io = capturedIo({ env: { MILLRACE_HOME: folder.path, MILLRACE_API_URL: 'http://127.0.0.1:1/api' }, cwd: folder.path })
  expect(await main(['event', ...argv], io)).toBe(code)
  expect(io.printed().err).toMatch(reason)
})
