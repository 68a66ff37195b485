import { randomUUID } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { openTestApp, type TestApp } from '../testing.ts'

const LINE = { name: 'x', level: 20, message: 'half', timestamp: '2030-01-01T00:00:00Z' }

/** A request of which the body never comes to its end. */
async function beginRequest(server: TestApp, bytes: number): Promise<Socket> {
  const address = server.app.server.address()
  if (typeof address !== 'object' || address === null) throw new Error('the server does not listen')
  const socket = connect(address.port, '127.0.0.1')
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject))
  socket.on('error', () => undefined)
  const body = JSON.stringify([LINE, LINE])
  socket.write(`POST /api/logs/ HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`)
  socket.write(body.slice(0, bytes))
  return socket
}

describe('clients that break off', () => {
  it('in the middle of a body leave nothing behind, and hold up nobody meanwhile', async () => {
    await using server = await openTestApp()
    await server.app.listen({ host: '127.0.0.1', port: 0 })
    const sockets = await Promise.all(Array.from({ length: 50 }, (_, index) => beginRequest(server, index)))
    expect((await server.call('POST', '/flows/', { name: 'meanwhile' })).status).toBe(201)
    for (const socket of sockets) socket.destroy()
    expect((await server.call('GET', '/health')).body).toBe(true)
    expect((await server.call('POST', '/logs/filter', {})).body).toEqual([])
  })

  it('in the middle of a batch of events leave whole ones only, and others are served', async () => {
    await using server = await openTestApp()
    const sent: readonly string[] = Array.from({ length: 300 }, () => randomUUID())
    const eventOf = (id: string): object => ({
      id,
      occurred: server.context.clock.now(),
      event: 'test.cut',
      resource: { 'prefect.resource.id': 'test.thing' },
      related: [{ 'prefect.resource.id': 'test.other', 'prefect.resource.role': 'other' }],
    })
    const cut = await server.connect('/events/in', { subprotocol: '' })
    for (const id of sent) cut.send(eventOf(id))
    cut.socket.terminate()
    const other = await server.connect('/events/in', { subprotocol: '' })
    const last: string = randomUUID()
    other.send(eventOf(last))
    await other.ping()
    const { body } = await server.call('POST', '/events/filter', { limit: 50 })
    const stored = body.events as readonly { id: string; related: readonly unknown[] }[]
    expect(stored.some(({ id }) => id === last)).toBe(true)
    expect(stored.filter(({ id, related }) => related.length !== 1 || !(id === last || sent.includes(id)))).toEqual([])
  })
})
