import { Link, useNavigate } from '@tanstack/react-router'
import type { Deployment } from '@millrace/protocol'
import { limitOfDeployment } from '@millrace/protocol/deployment-limit'
import type { ReactElement } from 'react'
import { Chips } from '../../components/chips.tsx'
import { Facts } from '../../components/facts.tsx'
import { PLAIN_LINK } from '../../components/link-button.ts'
import { deploymentText as text } from '../../messages/deployments.ts'
import { ExactMoment } from '../../time/exact-moment.tsx'
import { hasOrigin } from './short-version.ts'
import { Origin, Version } from './version.tsx'

interface StandingProps {
  readonly deployment: Deployment
  /** Its flow's name, once it is known. */
  readonly flow: string | undefined
}

/** What a deployment belongs to, and where its runs go. */
export function Standing({ deployment, flow }: StandingProps): ReactElement {
  const navigate = useNavigate()
  const { work_pool_name: pool, work_queue_name: queue, flow_id } = deployment
  return (
    <Facts
      narrow
      facts={[
        [
          text.flow,
          <Link key="flow" to="/flows/flow/$id" params={{ id: flow_id }} className={PLAIN_LINK}>
            {flow}
          </Link>,
        ],
        [
          text.workPool,
          pool !== null && (
            <Link key="pool" to="/work-pools/work-pool/$name" params={{ name: pool }} className={PLAIN_LINK}>
              {pool}
            </Link>
          ),
        ],
        [
          text.workQueue,
          pool !== null && queue !== null && (
            <Link key="queue" to="/work-pools/work-pool/$name/queue/$queue" params={{ name: pool, queue }} className={PLAIN_LINK}>
              {queue}
            </Link>
          ),
        ],
        [
          text.tags,
          deployment.tags.length > 0 && (
            <Chips key="tags" tags={deployment.tags} onChoose={(tag) => void navigate({ to: '/deployments', search: { tag } })} />
          ),
        ],
        [text.version, deployment.version !== null && <Version key="version" version={deployment.version} />],
        ...(deployment.version_info !== null && deployment.version_info !== undefined && hasOrigin(deployment.version_info)
          ? [[text.origin, <Origin key="origin" info={deployment.version_info} />] as const]
          : []),
        [text.entrypoint, deployment.entrypoint],
        [text.concurrencyLimit, limitOfDeployment(deployment)?.limit],
        [text.updated, <ExactMoment key="updated" at={deployment.updated} />],
      ]}
    />
  )
}
