import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads'
import { TemplateError } from './errors.ts'
import { checkLoops } from './loops.ts'
import type { RenderReply, RenderRequest, RenderThreadData } from './render-thread.ts'
import { checkText } from './unexpected-text.ts'

/** How long one template may take, and how long the thread may need to start on a busy machine, in milliseconds. */
const LIMIT_MS = 3000
const START_MS = 30_000

/** What a template makes at the most, in characters. */
const LONGEST = 1_000_000

/**
 * Renders a Jinja template of a user over JSON values. What is not there is empty text, however deep; a text without `{{` and `{%` comes
 * back as it is. Throws `TemplateError` for a template that cannot be read or fails, and for one that takes over three seconds, makes over a
 * million characters, or loops more than Prefect 3.8 admits. Blocks for the time it takes, usually well under a millisecond.
 */
export function renderTemplate(source: string, context: object): string {
  if (!source.includes('{{') && !source.includes('{%')) return source
  checkLoops(source)
  const text = ask({ source, context })
  if (text.length > LONGEST) throw new TemplateError(`the template makes ${text.length} characters; at most ${LONGEST} are possible`)
  return text
}

/** What is wrong with a template, read but not rendered; undefined for one that can be rendered. */
export function templateProblem(source: string): TemplateError | undefined {
  try {
    checkText(source)
    checkLoops(source)
    ask({ source })
    return undefined
  } catch (error) {
    if (error instanceof TemplateError) return error
    throw error
  }
}

interface Thread {
  readonly worker: Worker
  readonly port: MessagePort
  readonly signal: Int32Array
}

/** The thread that renders; it is started by the first template, and anew after one that it did not survive. */
let thread: Thread | undefined

function ask(request: RenderRequest): string {
  thread ??= startThread()
  const { port, signal } = thread
  Atomics.store(signal, 0, 0)
  port.postMessage(request)
  if (Atomics.wait(signal, 0, 0, LIMIT_MS) === 'timed-out') {
    endThread()
    throw new TemplateError(`the template takes longer than ${LIMIT_MS} ms`)
  }
  const reply = receiveMessageOnPort(port)?.message as RenderReply
  if ('text' in reply) return reply.text
  if (reply.broken) endThread()
  throw new TemplateError(reply.message, reply.line)
}

function startThread(): Thread {
  const { port1, port2 } = new MessageChannel()
  const signal = new Int32Array(new SharedArrayBuffer(4))
  const file = import.meta.url.endsWith('.ts') ? './render-thread.ts' : './render-thread.js'
  const workerData: RenderThreadData = { port: port2, signal }
  // The engine writes its own failures to stderr; they are told by the error instead.
  const worker = new Worker(new URL(file, import.meta.url), { workerData, transferList: [port2], name: 'millrace-templates', stderr: true })
  worker.unref()
  port1.unref()
  if (Atomics.wait(signal, 0, 0, START_MS) === 'timed-out') {
    void worker.terminate()
    throw new Error(`the thread that renders templates did not start within ${START_MS} ms`)
  }
  return { worker, port: port1, signal }
}

function endThread(): void {
  void thread?.worker.terminate()
  thread = undefined
}
