import websocket from '@fastify/websocket'
import { type Right, SOCKET_RIGHTS } from '@millrace/protocol'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { WebSocket } from 'ws'
import type { Access } from '../accounts/access.ts'
import { type Actor, ANYBODY } from '../accounts/actor.ts'
import { HeldSockets } from '../accounts/held-sockets.ts'
import { mayServe } from '../accounts/pool-bound.ts'
import type { ServerContext } from '../context.ts'
import { receiveEvents } from '../events/events-in.ts'
import { serveTaskWorker } from '../background-tasks/task-subscription.ts'
import { sendEvents } from '../events/events-out.ts'
import { sendLogs } from '../events/logs-out.ts'
import type { Parts } from '../parts.ts'
import { serveWorkerChannel, UNAUTHENTICATED, UNAUTHORISED } from '../worker-channel/worker-channel.ts'
import { tooManyFailures } from './failed-logins.ts'
import type { Call } from './dispatcher.ts'
import { admit, CLOSE, endSilent, SocketReader } from './socket.ts'

/** Bytes of one frame: a little more than the largest event that Prefect's clients send (1.5 MB). */
const LARGEST_FRAME = 1_572_864
const MOST_SOCKETS = 5000
/** Milliseconds between two pings of ours; who has not answered by the next one is gone. */
const HEARTBEAT_MS = 30_000
/** Milliseconds that listeners have to answer our closing frame when the server stops. */
const PARTING_MS = 1000

/** What is known of a socket by the call that opened it. */
interface Opened {
  /** From the path, where it has one. */
  readonly pool: string | undefined
  readonly from: Pick<Call, 'actor' | 'address'>
}

/** One websocket route. */
interface SocketRoute {
  readonly path: keyof typeof SOCKET_RIGHTS
  readonly work: (reader: SocketReader, opened: Opened) => Promise<void>
  /** With what it closes on who is not known, and on who may not; or else with what is wrong. */
  readonly unknown?: string
  readonly forbidden?: string
}

/** Opens the websocket routes: events in, events out, log lines out, background tasks, the channel of workers. */
export function openSockets(
  app: FastifyInstance,
  context: ServerContext,
  { ingest, tasks, dispatcher, access }: Pick<Parts, 'ingest' | 'tasks' | 'dispatcher' | 'access'>,
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
  const held = new HeldSockets(access)
  app.addHook('onClose', async () => held.stop())
  const routes: readonly SocketRoute[] = [
    { path: '/events/in', work: (reader) => receiveEvents(reader, ingest, context.log) },
    { path: '/events/out', work: (reader) => sendEvents(reader, context) },
    { path: '/logs/out', work: (reader) => sendLogs(reader, context.logs) },
    { path: '/task_runs/subscriptions/scheduled', work: (reader) => serveTaskWorker(reader, tasks) },
    {
      path: '/work_pools/{name}/workers/connect',
      work: (reader, { pool = '', from }) => serveWorkerChannel(reader, { ...context, dispatcher, from }, pool),
      unknown: UNAUTHENTICATED,
      forbidden: UNAUTHORISED,
    },
  ]
  app.after(() => {
    for (const route of routes) {
      app.get(`/api${route.path.replace('{name}', ':name')}`, { websocket: true }, (socket, request) => {
        if (app.websocketServer.clients.size > MOST_SOCKETS) return socket.close(CLOSE.later, 'Too many connections')
        keepAlive(socket)
        void attend(new SocketReader(socket), route, { context, access, held }, request)
      })
    }
  })
}

interface Needs {
  readonly context: ServerContext
  readonly access: Access
  readonly held: HeldSockets
}

async function attend(reader: SocketReader, route: SocketRoute, { context, access, held }: Needs, request: FastifyRequest): Promise<void> {
  const { socket } = reader
  const { headers, ip } = request
  const { name: pool } = request.params as { readonly name?: string }
  try {
    const known = access.isRequired ? await access.ofCookie(headers, false) : ANYBODY
    const seconds = known === undefined ? access.logins.secondsLeft(ip) : 0
    if (seconds > 0) return socket.close(CLOSE.later, tooManyFailures(seconds))
    let token: string | undefined
    const find = (given: string): ReturnType<Access['ofToken']> => access.ofToken((token = given))
    const opening = { known, find, onWrongToken: () => access.logins.failed(ip), reason: route.unknown }
    const actor = await admit(reader, opening, (found) => {
      const problem = problemOf(found, route.path, pool)
      if (problem !== undefined) socket.close(CLOSE.policy, route.forbidden ?? problem)
      return problem === undefined
    })
    if (actor === undefined) return
    const given: string | undefined = token
    const again = () => (given === undefined ? access.ofCookie(headers, false) : access.ofToken(given, false))
    if (access.isRequired) held.hold(socket, SOCKET_RIGHTS[route.path], again)
    await route.work(reader, { pool, from: { actor, address: ip } })
  } catch (error) {
    context.log.error({ err: error }, 'a websocket ended by an error')
    socket.close(1011, 'Internal Server Error')
  }
}

/** Why an actor may not open a socket, in the few words that fit into its close. */
function problemOf(actor: Actor, path: SocketRoute['path'], pool: string | undefined): string | undefined {
  const needs: Right = SOCKET_RIGHTS[path]
  if (!actor.rights.has(needs)) return `This needs the right '${needs}'`
  const served = path === '/task_runs/subscriptions/scheduled' ? null : pool
  return mayServe(actor, served) ? undefined : 'This key serves another work pool'
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
