import type { V1ContainerStatus, V1Job, V1Pod } from '@kubernetes/client-node'
import type { InfrastructureEnd } from '@millrace/worker'
import type { Plain } from '../plain.ts'

/** What became of the container that ran the flow, in the words of its node; undefined while it has not ended. */
export function endOfPod(pod: Plain<V1Pod>): InfrastructureEnd | undefined {
  const { status } = pod
  const terminated = containerStatus(pod)?.state?.terminated
  const exitCode = terminated?.exitCode ?? null
  const end = (reason?: string): InfrastructureEnd => ({ exitCode, signal: null, ...(reason === undefined ? {} : { reason }) })
  if (status?.phase === 'Succeeded') return end()
  if (status?.reason === 'Evicted') return end(`was evicted from its node: ${sentence(status.message)}`)
  const disruption = status?.conditions?.find(({ type, status: holds }) => type === 'DisruptionTarget' && holds === 'True')
  if (disruption !== undefined && (terminated !== undefined || status?.phase === 'Failed'))
    return end(`was taken from its node (${disruption.reason}): ${sentence(disruption.message)}`)
  if (terminated?.reason === 'OOMKilled') return end(`ran out of memory${memoryLimit(pod)}: raise the job variable memory_limit`)
  if (terminated?.reason === 'StartError' || terminated?.reason === 'ContainerCannotRun')
    return end(`could not be started: ${sentence(terminated.message)}`)
  if (terminated !== undefined) return end()
  if (status?.phase === 'Failed')
    return end(`failed${status.reason === undefined ? '' : ` (${status.reason})`}: ${sentence(status.message)}`)
  return undefined
}

/** Whether nothing that belongs to the pod runs any more. */
export const isFinal = ({ status }: Plain<V1Pod>): boolean => status?.phase === 'Succeeded' || status?.phase === 'Failed'

/** Whether its container has begun. */
export function hasStarted(pod: Plain<V1Pod>): boolean {
  const state = containerStatus(pod)?.state
  return state?.running !== undefined || state?.terminated !== undefined || isFinal(pod)
}

/** Why a pod does not run yet; undefined when nothing is known but that it does not. */
export function whyPending(pod: Plain<V1Pod>): string | undefined {
  const waiting = containerStatus(pod)?.state?.waiting
  const image = pod.spec?.containers[0]?.image
  if (waiting?.reason !== undefined && IMAGE_REASONS.has(waiting.reason))
    return `the image ${image} cannot be pulled (${waiting.reason}): ${sentence(waiting.message)}`
  if (waiting?.reason === 'CreateContainerConfigError') return `the container cannot be made: ${sentence(waiting.message)}`
  const unscheduled = pod.status?.conditions?.find(({ type, status }) => type === 'PodScheduled' && status === 'False')
  if (unscheduled !== undefined) return `no node takes it: ${sentence(unscheduled.message)}`
  return waiting?.reason === undefined ? undefined : `it waits (${waiting.reason})`
}

/** Reasons for which waiting longer is of no use. */
export const isHopeless = (pod: Plain<V1Pod>): boolean => HOPELESS.has(containerStatus(pod)?.state?.waiting?.reason ?? '')

/** Why the cluster gave a job up, where no pod says so. */
export function whyFailed({ status }: Plain<V1Job>): string | undefined {
  const failed = status?.conditions?.find(({ type, status: holds }) => type === 'Failed' && holds === 'True')
  return failed === undefined ? undefined : `failed (${failed.reason}): ${sentence(failed.message)}`
}

/** Whether the cluster ended the job because its time was up; undefined when not. */
export function deadlineOf({ spec, status }: Plain<V1Job>): string | undefined {
  const exceeded = status?.conditions?.some(({ reason, status: holds }) => reason === 'DeadlineExceeded' && holds === 'True')
  return exceeded ? `took longer than the ${spec?.activeDeadlineSeconds} s of its activeDeadlineSeconds` : undefined
}

const HOPELESS: ReadonlySet<string> = new Set(['InvalidImageName', 'ErrImageNeverPull'])
const IMAGE_REASONS: ReadonlySet<string> = new Set([
  ...HOPELESS,
  'ErrImagePull',
  'ImagePullBackOff',
  'ImageInspectError',
  'RegistryUnavailable',
])

/** The container that runs the flow is the first one. */
function containerStatus({ spec, status }: Plain<V1Pod>): Plain<V1ContainerStatus> | undefined {
  const name = spec?.containers[0]?.name
  return status?.containerStatuses?.find((one) => one.name === name)
}

function memoryLimit({ spec }: Plain<V1Pod>): string {
  const limit = spec?.containers[0]?.resources?.limits?.['memory']
  return limit === undefined ? '' : ` (limit ${limit})`
}

/** Without the full stop, so that it fits into a sentence. */
const sentence = (message = 'no reason given'): string => message.trim().replace(/\.$/, '')
