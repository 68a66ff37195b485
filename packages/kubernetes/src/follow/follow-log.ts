import { setTimeout as pause } from 'node:timers/promises'
import type { Cluster } from '../cluster/connect.ts'
import { streamLog } from '../cluster/stream-log.ts'

export interface FollowLogOptions {
  readonly cluster: Cluster
  readonly namespace: string
  readonly pod: string
  readonly container: string
  /** Only lines from this moment on. */
  readonly from: Date | undefined
  readonly onLine: (line: string) => void
  /** Whether the container writes no more. */
  readonly isOver: () => boolean
  readonly signal: AbortSignal
}

/** Milliseconds until a log that broke off is asked for again. */
const AGAIN_MS = 200

/** Tells each line of a container once, across lost connections, until the container is over and all is read. */
export async function followLog(options: FollowLogOptions): Promise<void> {
  const { cluster, namespace, pod, container, from, onLine, isOver, signal } = options
  let last = from?.toISOString()
  const tell = (line: string): void => {
    const [time = ''] = line.split(' ', 1)
    // The cluster counts whole seconds: what was told already comes again.
    if (last !== undefined && time <= last) return
    last = time
    onLine(line.slice(time.length + 1))
  }
  while (!signal.aborted) {
    try {
      const status = await streamLog(cluster, { namespace, pod, container, since: last, onLine: tell, signal })
      // 400: the container has not begun; when it is over, it never will.
      if (status === 404 || ((status === 200 || status === 400) && isOver())) return
    } catch {
      // Lost, or given up: the loop knows which.
    }
    await pause(AGAIN_MS, undefined, { signal }).catch(() => undefined)
  }
}
