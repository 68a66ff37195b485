import { execFile } from 'node:child_process'
import { createReadStream, existsSync } from 'node:fs'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { extname, join, normalize } from 'node:path'
import { promisify } from 'node:util'

const UI = join(import.meta.dirname, '..', '..', 'packages', 'ui')
const BUILT = join(UI, 'dist')

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
}

/** Our web UI before the API of another server, on one origin as browsers want it. */
export interface OurUi extends AsyncDisposable {
  /** Such as `http://127.0.0.1:5123`. */
  readonly origin: string
}

/** Builds and serves our UI, and passes `/api` on to the server at `apiUrl`, websockets as well. */
export async function serveOurUi(apiUrl: string): Promise<OurUi> {
  await promisify(execFile)(process.execPath, [join(UI, 'build', 'main.ts')])
  const target = new URL(apiUrl)
  const server = createServer((incoming, answer) => {
    const { pathname } = new URL(incoming.url ?? '/', 'http://ui')
    if (pathname.startsWith('/api/')) passOn(target, incoming, answer)
    else sendFile(pathname, answer)
  })
  server.on('upgrade', (incoming, socket, head) => {
    const behind = connect(Number(target.port), target.hostname, () => {
      const headers = Object.entries(incoming.headers).map(([name, value]) => `${name}: ${name === 'host' ? target.host : String(value)}`)
      behind.write(`GET ${incoming.url} HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n`)
      behind.write(head)
      socket.pipe(behind).pipe(socket)
    })
    behind.on('error', () => socket.destroy())
    socket.on('error', () => behind.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function passOn(target: URL, incoming: IncomingMessage, answer: ServerResponse): void {
  const passed = request(
    {
      host: target.hostname,
      port: target.port,
      method: incoming.method,
      path: incoming.url,
      headers: { ...incoming.headers, host: target.host },
    },
    (reply) => {
      answer.writeHead(reply.statusCode ?? 502, reply.headers)
      reply.pipe(answer)
    },
  )
  passed.on('error', () => answer.destroy())
  incoming.pipe(passed)
}

/** A file of the build, or the page itself for every other path. */
function sendFile(pathname: string, answer: ServerResponse): void {
  const named = join(BUILT, normalize(pathname))
  const file = extname(named) !== '' && existsSync(named) ? named : join(BUILT, 'index.html')
  answer.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' })
  createReadStream(file).pipe(answer)
}
