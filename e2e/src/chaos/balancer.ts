import { connect, createServer, type Socket } from 'node:net'

/** One address for several servers of this machine. */
export interface Balancer extends AsyncDisposable {
  readonly port: number
}

/** Passes each connection on to the next server that takes it; a server that goes away takes its connections with it. */
export async function startBalancer(ports: readonly number[]): Promise<Balancer> {
  const open = new Set<Socket>()
  let turn = 0
  const pass = (client: Socket, left: number): void => {
    const port = ports[(turn += 1) % ports.length] ?? 0
    const server = connect(port, '127.0.0.1')
    let connected = false
    server.on('connect', () => {
      connected = true
      open.add(server)
      client.pipe(server)
      server.pipe(client)
    })
    server.on('error', () => {
      if (connected || left === 0) client.destroy()
      else pass(client, left - 1)
    })
    server.on('close', () => {
      open.delete(server)
      if (connected) client.destroy()
    })
    client.on('close', () => server.destroy())
  }
  const listener = createServer((client) => {
    open.add(client)
    client.on('close', () => open.delete(client))
    client.on('error', () => client.destroy())
    pass(client, ports.length - 1)
  })
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  const address = listener.address()
  if (typeof address !== 'object' || address === null) throw new Error('the balancer has no port')
  return {
    port: address.port,
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy()
      await new Promise((resolve) => listener.close(resolve))
    },
  }
}
