import { answers, freePort, startMillrace, temporaryFolder } from '@millrace/testing'
import type { Generation } from '../peers.ts'
import { Conversation, type Exchange } from './conversation.ts'
import { EVENT_TALKS, TALKS } from './talks.ts'

/** Says everything, or what `talks` say, to a server, as a client of a generation, and writes down what it answers. */
export async function converse(
  generation: Generation,
  url: string,
  talks: typeof TALKS = [...TALKS, ...EVENT_TALKS],
): Promise<readonly Exchange[]> {
  const conversation = new Conversation(generation, url)
  for (const talk of talks) await talk(conversation)
  return conversation.exchanges
}

/** Asks a server of ours on a home of its own; on SQLite unless `env` says otherwise. */
export async function askOurs(generation: Generation, env: Readonly<Record<string, string>> = {}): Promise<readonly Exchange[]> {
  await using server = await startQuiet(env)
  return await converse(generation, server.url)
}

/** A server of ours on a home of its own, without services that act between two calls; `url` ends in `/api`. */
export async function startQuiet(env: Readonly<Record<string, string>> = {}): Promise<AsyncDisposable & { readonly url: string }> {
  await using opened = new AsyncDisposableStack()
  const home = opened.use(await temporaryFolder())
  const port = String(await freePort())
  const argv = ['server', 'start', '--no-services', '--host', '127.0.0.1', '--port', port]
  const server = opened.use(startMillrace(argv, { env: { MILLRACE_HOME: home.path, ...env } }))
  await answers(`http://127.0.0.1:${port}/api/health`, server)
  const running = opened.move()
  return { url: `http://127.0.0.1:${port}/api`, [Symbol.asyncDispose]: () => running.disposeAsync() }
}
