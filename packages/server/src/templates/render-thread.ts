import { type MessagePort, workerData } from 'node:worker_threads'
import { Environment } from 'minijinja-js'
import { filters } from './filters.ts'

/** What the thread is asked: to render, or only to read, where there is no context. */
export interface RenderRequest {
  readonly source: string
  readonly context?: object
}

/** What it answers; `broken` after a failure of the engine itself, which must not be used again. */
export type RenderReply = { readonly text: string } | { readonly message: string; readonly line: number; readonly broken: boolean }

/** Given to the thread: where requests come from, and what wakes the one who waits. */
export interface RenderThreadData {
  readonly port: MessagePort
  readonly signal: Int32Array
}

/** Steps of the engine; a loop that never ends is stopped after about 30 ms. */
const FUEL = 100_000

const LINE = /\(in <string>:(\d+)\)/

const { port, signal } = workerData as RenderThreadData

port.on('message', (request: RenderRequest) => reply(answerTo(request)))
wake()

function reply(answer: RenderReply): void {
  port.postMessage(answer)
  wake()
}

function wake(): void {
  Atomics.store(signal, 0, 1)
  Atomics.notify(signal, 0)
}

/** Each template has an environment of its own: what it sets, or breaks, no other sees. */
function answerTo({ source, context }: RenderRequest): RenderReply {
  const environment = new Environment()
  environment.enablePyCompat()
  environment.undefinedBehavior = 'chainable'
  environment.fuel = FUEL
  const failures: Error[] = []
  // A filter that throws breaks the engine, so what it throws is kept and told afterwards.
  for (const [name, filter] of Object.entries(filters)) {
    environment.addFilter(name, (...args: [unknown, ...unknown[]]) => {
      try {
        return filter(...args)
      } catch (error) {
        failures.push(error instanceof Error ? error : new Error(String(error)))
        return ''
      }
    })
  }
  try {
    if (context === undefined) environment.addTemplate('<string>', source)
    const text = context === undefined ? '' : environment.renderStr(source, context)
    const [failure] = failures
    return failure === undefined ? { text } : { message: failure.message, line: 0, broken: false }
  } catch (error) {
    return failureOf(error)
  }
}

function failureOf(error: unknown): RenderReply {
  if (error instanceof Error && error.name === 'RuntimeError')
    return { message: 'the template asks for more memory or depth than there is', line: 0, broken: true }
  const [first = ''] = (error instanceof Error ? error.message : String(error)).split('\n')
  return { message: first.replace(LINE, '').trim(), line: Number(LINE.exec(first)?.[1] ?? 0), broken: false }
}
