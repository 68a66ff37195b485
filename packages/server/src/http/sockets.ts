import websocket from '@fastify/websocket'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { WebSocket } from 'ws'
import type { ServerContext } from '../context.ts'
import { receiveEvents } from '../events/events-in.ts'
import { serveTaskWorker } from '../background-tasks/task-subscription.ts'
import { sendEvents } from '../events/events-out.ts'
import { sendLogs } from '../events/logs-out.ts'
import type { Parts } from '../parts.ts'
import { serveWorkerChannel, UNAUTHENTICATED } from '../worker-channel/worker-channel.ts'
import { type FailedLogins, tooManyFailures } from './failed-logins.ts'
import type { Call } from './dispatcher.ts'
import { isSignedIn } from './session.ts'
import { admit, CLOSE, endSilent, SocketReader } from './socket.ts'

/** Bytes of one frame: a little more than the largest event that Prefect's clients send (1.5 MB). */
const LARGEST_FRAME = 1_572_864
const MOST_SOCKETS = 5000
/** Milliseconds between two pings of ours; who has not answered by the next one is gone. */
const HEARTBEAT_MS = 30_000
/** Milliseconds that listeners have to answer our closing frame when the server stops. */
const PARTING_MS = 1000

type Params = Readonly<Record<string, string>>

/** What is known of a socket by the call that opened it. */
interface Opened {
  readonly params: Params
  readonly from: Pick<Call, 'actor' | 'address'>
}

/** Opens the websocket routes: events in, events out, log lines out, background tasks, the channel of workers. */
export function openSockets(
  app: FastifyInstance,
  context: ServerContext,
  { ingest, tasks, dispatcher }: Pick<Parts, 'ingest' | 'tasks' | 'dispatcher'>,
  logins: FailedLogins,
): void {
  void app.register(websocket, {
    options: {
      maxPayload: LARGEST_FRAME,
      // A pong is the receipt of what came before the ping, so it is sent by whoever stores that.
      autoPong: false,
      perMessageDeflate: false,
      handleProtocols: (offered: Set<string>) => (offered.has('prefect') ? 'prefect' : false),
    },
    errorHandler: (error, socket) => {
      context.log.debug({ err: error }, 'a websocket failed')
      socket.terminate()
    },
    preClose: (done) => part(app.websocketServer.clients, done),
  })
  const serve = (path: string, work: (reader: SocketReader, opened: Opened) => Promise<void>, refusal?: string): void => {
    app.get(path, { websocket: true }, (socket, request) => {
      if (app.websocketServer.clients.size > MOST_SOCKETS) return socket.close(CLOSE.later, 'Too many connections')
      const reader = new SocketReader(socket)
      keepAlive(socket)
      const opened = { params: request.params as Params, from: { actor: request.actor, address: request.ip } }
      void attend(reader, (admitted) => work(admitted, opened), context, request, { logins, refusal })
    })
  }
  app.after(() => {
    serve('/api/events/in', (reader) => receiveEvents(reader, ingest, context.log))
    serve('/api/events/out', (reader) => sendEvents(reader, context))
    serve('/api/logs/out', (reader) => sendLogs(reader, context.logs))
    serve('/api/task_runs/subscriptions/scheduled', (reader) => serveTaskWorker(reader, tasks))
    serve(
      '/api/work_pools/:name/workers/connect',
      (reader, { params: { name = '' }, from }) => serveWorkerChannel(reader, { ...context, dispatcher, from }, name),
      UNAUTHENTICATED,
    )
  })
}

async function attend(
  reader: SocketReader,
  work: (reader: SocketReader) => Promise<void>,
  { settings, log }: ServerContext,
  request: Pick<FastifyRequest, 'headers' | 'ip'>,
  { logins, refusal }: { readonly logins: FailedLogins; readonly refusal: string | undefined },
): Promise<void> {
  try {
    const { authString } = settings.server.api
    const signedIn = authString !== null && isSignedIn(authString, request.headers, Date.now())
    const seconds = authString === null || signedIn ? 0 : logins.secondsLeft(request.ip)
    if (seconds > 0) return reader.socket.close(CLOSE.later, tooManyFailures(seconds))
    const admitted = await admit(reader, signedIn ? null : authString, { onWrongToken: () => logins.failed(request.ip), reason: refusal })
    if (admitted) await work(reader)
  } catch (error) {
    log.error({ err: error }, 'a websocket ended by an error')
    reader.socket.close(1011, 'Internal Server Error')
  }
}

function keepAlive(socket: WebSocket): void {
  let answered = true
  const timer = setInterval(() => {
    if (!answered) return endSilent(socket)
    answered = false
    socket.ping()
  }, HEARTBEAT_MS)
  timer.unref()
  socket.on('pong', () => {
    answered = true
  })
  socket.on('close', () => clearInterval(timer))
}

/** Tells every client that the server restarts, and ends those that do not answer in time. */
function part(clients: ReadonlySet<WebSocket>, done: () => void): void {
  if (clients.size === 0) return done()
  const open = new Set(clients)
  const timer = setTimeout(() => {
    for (const client of open) client.terminate()
  }, PARTING_MS)
  for (const client of clients) {
    client.once('close', () => {
      open.delete(client)
      if (open.size > 0) return
      clearTimeout(timer)
      done()
    })
    if (client.readyState === client.OPEN) client.close(CLOSE.restart, 'The server restarts')
    else client.terminate()
  }
}
