import Dockerode from 'dockerode'
import { EngineRefused, EngineUnavailable } from '../errors.ts'

/** A Docker engine: its API, and where that is. */
export interface Engine {
  readonly api: Dockerode
  /** As `DOCKER_HOST` has it. */
  readonly host: string
}

const USUAL_HOST = 'unix:///var/run/docker.sock'

/**
 * The engine at `host`; by default the one that the docker command uses too: that of `DOCKER_HOST` (with
 * `DOCKER_TLS_VERIFY` and `DOCKER_CERT_PATH`), else of the usual socket. Nothing is asked of it yet.
 */
export function openEngine(host?: string): Engine {
  if (host === undefined) return { api: new Dockerode(), host: process.env['DOCKER_HOST'] ?? USUAL_HOST }
  const url = new URL(host)
  if (url.protocol === 'unix:') return { api: new Dockerode({ socketPath: url.pathname }), host }
  const protocol = url.protocol === 'https:' ? 'https' : 'http'
  return { api: new Dockerode({ protocol, host: url.hostname, port: Number(url.port || 2375) }), host }
}

/** The HTTP status that the engine answered; undefined when it did not answer. */
export const statusOf = (error: unknown): number | undefined => (error as { readonly statusCode?: number } | undefined)?.statusCode

/** Asks something of the engine. @throws EngineUnavailable when it does not answer; EngineRefused with its words. */
export async function ask<Answer>({ host }: Engine, asking: Promise<Answer>): Promise<Answer> {
  try {
    return await asking
  } catch (error) {
    throw asOurs(host, error)
  }
}

/** As `ask`, but undefined for what the engine does not have (404). */
export async function askFor<Answer>({ host }: Engine, asking: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await asking
  } catch (error) {
    if (statusOf(error) === 404) return undefined
    throw asOurs(host, error)
  }
}

/** What the engine said, without what its client says around it. */
export function wordsOf(error: unknown): string {
  const { json, message } = error as { readonly json?: { readonly message?: string }; readonly message?: string }
  return (json?.message ?? message ?? String(error)).replace(/^\(HTTP code \d+\) [^-]*- /, '').trim()
}

const asOurs = (host: string, error: unknown): Error =>
  statusOf(error) === undefined
    ? new EngineUnavailable(host, error)
    : new EngineRefused(`the Docker engine refused: ${wordsOf(error)}`, { cause: error })
