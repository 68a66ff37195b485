import { drawChance } from '../orchestration/chance.ts'
import type { ServerContext } from '../context.ts'
import { noteService } from '../service-turns.ts'
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
  const alarm = new Alarm()
  const turns = noteService(turn.store, service.name, service.everySeconds)
  const unlisten = service.listen?.(turn, () => alarm.ring())
  while (!turn.signal.aborted) {
    alarm.set()
    const begun = performance.now()
    try {
      await service.runOnce(turn)
      turns.problem = null
    } catch (error) {
      turns.problem = error instanceof Error ? error.message : String(error)
      if (!turn.signal.aborted) turn.log.error({ service: service.name, err: error }, 'a turn of a service failed')
    }
    turns.lastTurn = turn.clock.now()
    turns.took = (performance.now() - begun) / 1000
    await alarm.wait(service.everySeconds * (1 - JITTER + 2 * JITTER * drawChance()), turn.signal)
  }
  unlisten?.()
  await service.end?.()
}

/** Ends the wait between two turns; one that rings during a turn ends the wait after it. */
class Alarm {
  #rung = false
  #wake: (() => void) | undefined

  /** From now on it has not rung. */
  set(): void {
    this.#rung = false
  }

  ring(): void {
    this.#rung = true
    this.#wake?.()
  }

  /** Waits until it rings, or not at all if it has or the server stops. */
  wait(seconds: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (this.#rung || signal.aborted) return resolve()
      const wake = (): void => {
        clearTimeout(timer)
        signal.removeEventListener('abort', wake)
        this.#wake = undefined
        resolve()
      }
      const timer = setTimeout(wake, seconds * 1000)
      signal.addEventListener('abort', wake, { once: true })
      this.#wake = wake
    })
  }
}
