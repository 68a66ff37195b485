import { startPrefect } from '../compat/prefect-server.ts'
import type { Generation } from '../peers.ts'
import { startQuiet } from './converse.ts'

/** A real server of a generation and one of ours, both new; the addresses end in `/api`. */
export interface Pair extends AsyncDisposable {
  readonly generation: Generation
  readonly urls: readonly [theirs: string, ours: string]
}

/** Starts both servers, without services that act between two calls. */
export async function startPair(generation: Generation): Promise<Pair> {
  await using opened = new AsyncDisposableStack()
  const [theirs, ours] = await Promise.all([startPrefect(generation), startQuiet()])
  opened.use(theirs)
  opened.use(ours)
  const running = opened.move()
  return { generation, urls: [theirs.url, ours.url], [Symbol.asyncDispose]: () => running.disposeAsync() }
}
