import type { DeploymentRowView } from '@millrace/protocol'
import { CircleCheck, CircleDashed, type LucideIcon, Pause } from 'lucide-react'
import type { ReactElement } from 'react'
import { deploymentText as text } from '../../messages/deployments.ts'

/** What is known of where a deployment's runs go: its own fields, and in rows of our server those of its pool and queue. */
interface Standing {
  readonly paused: boolean
  readonly status: 'READY' | 'NOT_READY' | null
  readonly work_pool_name?: string | null
  readonly work_pool?: DeploymentRowView['work_pool']
  readonly work_queue?: DeploymentRowView['work_queue']
}

/** Whether a deployment's runs would be started, in words. */
export function DeploymentStatus({ deployment }: { readonly deployment: Standing }): ReactElement {
  const [Icon, colour, words] = wordsOf(deployment)
  return (
    <span className="inline-flex max-w-full items-center gap-1" style={{ color: `var(${colour})` }}>
      <Icon aria-hidden size={14} className="shrink-0" />
      <span className="truncate" title={words}>
        {words}
      </span>
    </span>
  )
}

function wordsOf({ paused, status, work_pool: pool, work_queue: queue, ...rest }: Standing): readonly [LucideIcon, string, string] {
  if (paused) return [Pause, '--paused', text.paused]
  if (pool?.is_paused === true) return [Pause, '--paused', text.pausedPool(pool.name)]
  if (queue?.is_paused === true) return [Pause, '--paused', text.pausedQueue(queue.name)]
  if (status === 'READY') return [CircleCheck, '--completed', text.ready]
  const unpolled = (pool?.online_workers ?? 0) > 0 && queue !== null && queue !== undefined
  return [CircleDashed, '--overdue', unpolled ? text.noPoll(queue.name) : text.notReady(pool?.name ?? rest.work_pool_name ?? null)]
}
