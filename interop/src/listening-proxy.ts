import { connect, createServer, type Socket } from 'node:net'

/** Stands between a client and a server and takes down what passes; disposing of it cuts what is still open. */
export interface ListeningProxy extends AsyncDisposable {
  readonly port: number
  /** The first lines of the client's requests: `GET /api/health`. */
  requests(): readonly string[]
  /** The kinds of frames that the server has sent over websockets, as they name themselves. */
  frames(): readonly string[]
}

/** What stands before it may be the end of a body. */
const REQUEST = /(?:GET|POST|PUT|PATCH|DELETE) \/\S*(?= HTTP\/1\.1\r$)/gm
const FRAME = /"type":\s*"([a-z_]+(?:\.[a-z_]+)*\.v\d+)"/g

/** Listens on a free port of this machine and passes everything on to `port`. */
export async function startListeningProxy(port: number): Promise<ListeningProxy> {
  const heard = { asked: '', answered: '' }
  const open = new Set<Socket>()
  const server = createServer((client) => {
    const behind = connect(port, '127.0.0.1')
    for (const [from, to, side] of [
      [client, behind, 'asked'],
      [behind, client, 'answered'],
    ] as const) {
      open.add(from)
      from.on('data', (bytes: Buffer) => {
        heard[side] += bytes.toString('latin1')
      })
      from.on('error', () => to.destroy())
      from.on('close', () => open.delete(from))
      from.pipe(to)
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('the proxy has no port')
  return {
    port: address.port,
    requests: () => heard.asked.match(REQUEST) ?? [],
    frames: () => [...heard.answered.matchAll(FRAME)].map(([, type = '']) => type),
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
