import type { Deployment } from '@millrace/protocol'
import { CircleCheck, CircleDashed, Pause } from 'lucide-react'
import type { ReactElement } from 'react'
import { deploymentText as text } from '../../messages/deployments.ts'

/** Whether a deployment is served, in words. */
export function DeploymentStatus({ deployment }: { readonly deployment: Deployment }): ReactElement {
  const { paused, status, work_pool_name: pool } = deployment
  const [Icon, colour, words] = paused
    ? [Pause, '--paused', text.paused]
    : status === 'READY'
      ? [CircleCheck, '--completed', text.ready]
      : [CircleDashed, '--overdue', text.notReady(pool)]
  return (
    <span className="inline-flex max-w-full items-center gap-1" style={{ color: `var(${colour})` }}>
      <Icon aria-hidden size={14} className="shrink-0" />
      <span className="truncate" title={words}>
        {words}
      </span>
    </span>
  )
}
