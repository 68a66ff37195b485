import { drawChance } from '../orchestration/chance.ts'
import type { ServerContext } from '../context.ts'
import type { Service, Turn } from './service.ts'

/** How much the time between turns varies, up or down: replicas that started together drift apart. */
const JITTER = 0.1

/** The services of a server, under way. */
export interface RunningServices {
  /** Ends the waits, tells turns under way to stop, and waits for them. */
  stop(): Promise<void>
}

/** Runs each service over and over, the first time at once; never two turns of one at a time. A turn that fails is logged, and the loop goes on. */
export function runServices(context: ServerContext, services: readonly Service[]): RunningServices {
  const stopping = new AbortController()
  const loops = services.map((service) => loop({ ...context, signal: stopping.signal }, service))
  return {
    async stop() {
      stopping.abort()
      await Promise.all(loops)
    },
  }
}

async function loop(turn: Turn, service: Service): Promise<void> {
  while (!turn.signal.aborted) {
    try {
      await service.runOnce(turn)
    } catch (error) {
      if (!turn.signal.aborted) turn.log.error({ service: service.name, err: error }, 'a turn of a service failed')
    }
    await pause(service.everySeconds * (1 - JITTER + 2 * JITTER * drawChance()), turn.signal)
  }
}

/** Waits, or not if the server stops. */
const pause = (seconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const wake = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', wake)
      resolve()
    }
    const timer = setTimeout(wake, seconds * 1000)
    signal.addEventListener('abort', wake, { once: true })
  })
