import type { Infrastructure, InfrastructureEnd, Job } from '@millrace/worker'
import type Dockerode from 'dockerode'
import { type Engine, statusOf } from '../engine/engine.ts'
import { explainState } from './explain-state.ts'
import { type FollowedOutput, followOutput, NO_OUTPUT } from './follow-output.ts'

export interface WatchOptions {
  readonly onLine: Job<unknown>['onLine']
  /** The container is removed once it is known how it ended. */
  readonly remove: boolean
  /** After which it is no longer watched, and left alone; undefined: for as long as it takes. */
  readonly mostSeconds: number | undefined
  /** How long the engine may be away before its containers are given up. */
  readonly engineAwaySeconds: number
}

/** Seconds between attempts to reach an engine that is away, and until it is taken for lost. */
const ASK_AGAIN_SECONDS = 0.5

/**
 * Stays with a container until it has ended, also over a restart of the engine.
 *
 * @param output what of it is followed already.
 */
export function watchContainer(
  engine: Engine,
  container: Dockerode.Container,
  identifier: string,
  output: FollowedOutput,
  options: WatchOptions,
): Infrastructure {
  const ended = untilEnded(engine, container, output, options)
  ended.catch(() => undefined)
  return {
    identifier,
    ended,
    async stop(graceSeconds) {
      try {
        await container.stop({ t: Math.ceil(graceSeconds) })
      } catch (error) {
        // 304: it has stopped already. 404: it is gone. Without an answer `ended` finds out.
        const status = statusOf(error)
        if (status !== undefined && status !== 304 && status !== 404) throw error
      }
      return await ended
    },
  }
}

async function untilEnded(
  engine: Engine,
  container: Dockerode.Container,
  output: FollowedOutput,
  options: WatchOptions,
): Promise<InfrastructureEnd> {
  const { mostSeconds } = options
  if (mostSeconds === undefined) return await untilGone(engine, container, output, options)
  let timer: NodeJS.Timeout | undefined
  const given = new Promise<InfrastructureEnd>((resolve) => {
    const reason = `was no longer watched after ${mostSeconds} seconds (container_wait_timeout); its container was left alone`
    timer = setTimeout(() => resolve({ exitCode: null, signal: null, reason }), mostSeconds * 1000)
  })
  try {
    return await Promise.race([untilGone(engine, container, output, options), given])
  } finally {
    clearTimeout(timer)
  }
}

async function untilGone(
  engine: Engine,
  container: Dockerode.Container,
  followed: FollowedOutput,
  options: WatchOptions,
): Promise<InfrastructureEnd> {
  let wasAway = false
  let output = followed
  for (;;) {
    await endOrLoss(container, output)
    const found = await inspected(container, options.engineAwaySeconds, () => {
      wasAway = true
      const patience = `it is asked again for ${options.engineAwaySeconds} seconds, while the container may go on`
      options.onLine(`the Docker engine at ${engine.host} does not answer; ${patience}`, 'stderr')
    })
    if (found === 'away') {
      const reason = `could no longer be watched: the Docker engine at ${engine.host} does not answer since ${options.engineAwaySeconds} seconds`
      return { exitCode: null, signal: null, reason }
    }
    if (found === 'gone') return { exitCode: null, signal: null, reason: 'is gone: somebody removed its container' }
    if (found.State.Running || found.State.Restarting) {
      // The engine is back, and the container has outlived it.
      output = await followOutput(container, options.onLine).catch(() => NO_OUTPUT)
      continue
    }
    await output.rest()
    if (options.remove) await container.remove().catch(() => undefined)
    return explainState(found, wasAway)
  }
}

/**
 * Waits until the container ends, or its engine is lost. An engine that dies has begun its answer to `wait`, and the client of its API
 * would wait for the rest for ever; the output ends then.
 */
async function endOrLoss(container: Dockerode.Container, output: FollowedOutput): Promise<void> {
  const waiting = new AbortController()
  const end = container.wait({ abortSignal: waiting.signal }).catch(() => undefined)
  await Promise.race([end, output.over.then(pause)])
  waiting.abort()
}

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_SECONDS * 1000))

/** What the engine knows of a container; while the engine is away it is asked again. */
async function inspected(
  container: Dockerode.Container,
  awaySeconds: number,
  noteAway: () => void,
): Promise<Dockerode.ContainerInspectInfo | 'gone' | 'away'> {
  const deadline = performance.now() + awaySeconds * 1000
  let isAway = false
  for (;;) {
    try {
      return await container.inspect()
    } catch (error) {
      if (statusOf(error) === 404) return 'gone'
      if (performance.now() >= deadline) return 'away'
      if (!isAway) noteAway()
      isAway = true
      await pause()
    }
  }
}
