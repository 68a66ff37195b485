import { PassThrough } from 'node:stream'
import { createInterface } from 'node:readline'
import type { Job } from '@millrace/worker'
import type Dockerode from 'dockerode'

/** Longest wait for the last lines of a container that has ended, in milliseconds. */
const LAST_LINES_MS = 5000

/** What a container writes, which is handed on by the line. */
export interface FollowedOutput {
  /** Resolves when no more will come: the container has ended, or its engine is gone. */
  readonly over: Promise<void>
  /** Waits until all is read, which is soon after the container has ended. */
  rest(): Promise<void>
}

/** Of a container that writes nothing any more. */
export const NO_OUTPUT: FollowedOutput = { over: Promise.resolve(), rest: () => Promise.resolve() }

/** Hands on what a container writes from now on. */
export async function followOutput(container: Dockerode.Container, onLine: Job<unknown>['onLine']): Promise<FollowedOutput> {
  const stream = await container.attach({ stream: true, stdout: true, stderr: true })
  const out = new PassThrough()
  const err = new PassThrough()
  container.modem.demuxStream(stream, out, err)
  const end = (): void => {
    out.end()
    err.end()
  }
  const over = new Promise<void>((resolve) => {
    for (const event of ['end', 'close', 'error']) stream.once(event, () => resolve())
  }).then(end)
  const read = Promise.all([readLines(out, (line) => onLine(line, 'stdout')), readLines(err, (line) => onLine(line, 'stderr')), over])
  return {
    over,
    async rest() {
      const timer = setTimeout(end, LAST_LINES_MS)
      await read
      clearTimeout(timer)
    },
  }
}

const readLines = (stream: NodeJS.ReadableStream, onLine: (line: string) => void): Promise<void> =>
  new Promise((resolve) => {
    createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY }).on('line', onLine).once('close', resolve)
  })
