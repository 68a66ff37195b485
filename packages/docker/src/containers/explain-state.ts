import type { InfrastructureEnd } from '@millrace/worker'
import type { ContainerInspectInfo } from 'dockerode'
import { shownBytes } from './sizes.ts'

const KILLED = 137

/** How a container ended: its exit code, and what the engine knows beside it. */
export function explainState(container: ContainerInspectInfo, engineWasAway: boolean): InfrastructureEnd {
  const { ExitCode: exitCode, OOMKilled: outOfMemory, Error: error } = container.State
  const end = { exitCode, signal: null }
  if (exitCode === 0) return end
  if (outOfMemory) return { ...end, reason: `ran out of memory${limitOf(container)} and was killed` }
  if (engineWasAway) return { ...end, reason: `ended with status code ${exitCode} while the Docker engine was restarted` }
  if (exitCode === KILLED)
    return { ...end, reason: 'exited with status code 137: somebody killed it (SIGKILL); the Docker engine says that it had memory enough' }
  return error === '' ? end : { ...end, reason: `exited with status code ${exitCode}: ${error}` }
}

function limitOf({ HostConfig: { Memory: bytes } }: ContainerInspectInfo): string {
  return bytes ? ` (its limit is ${shownBytes(bytes)})` : ''
}
