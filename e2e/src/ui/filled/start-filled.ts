import { type RunningServer, startServer } from '@millrace/testing'
import { type Chromium, startChromium } from '../browser.ts'
import { type Filled, fillServer } from './fill-server.ts'
import type { Names } from './names.ts'

/** A server with one or two objects of every kind, and a browser for it. */
export interface FilledServer extends AsyncDisposable {
  readonly server: RunningServer
  readonly chromium: Chromium
  readonly ids: Filled
}

/** Starts both, the server with `settings`; the objects are called by `names`. */
export async function startFilled(names: Names, settings: Readonly<Record<string, string>> = {}): Promise<FilledServer> {
  await using stack = new AsyncDisposableStack()
  const server = stack.use(await startServer(settings, { ui: true }))
  const ids = await fillServer(server.client, names)
  const chromium = stack.use(await startChromium(server.url))
  const started = stack.move()
  return { server, chromium, ids, [Symbol.asyncDispose]: () => started.disposeAsync() }
}
