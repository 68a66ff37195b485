import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { CRUMB } from '../components/link-button.ts'
import { Page } from '../components/page.tsx'
import { Problem } from '../components/problem.tsx'
import { Skeleton } from '../components/skeleton.tsx'
import { RunForm } from '../features/deployment/run-form.tsx'
import { deploymentQuery } from '../features/deployment/queries.ts'
import { deploymentText as text } from '../messages/deployments.ts'
import { en } from '../messages/en.ts'

const route = getRouteApi('/deployments/deployment/$id/run')

/** A run that differs from its deployment. */
export function DeploymentRunPage(): ReactElement {
  const { id } = route.useParams()
  const deployment = useQuery(deploymentQuery(id))
  if (deployment.data === undefined) {
    return (
      <Page title={en.pages.deployments}>
        {deployment.isPending ? <Skeleton rows={12} /> : <Problem error={deployment.error} onRetry={() => void deployment.refetch()} />}
      </Page>
    )
  }
  return (
    <Page
      title={text.customTitle(deployment.data.name)}
      crumbs={
        <>
          <Link to="/deployments" className={CRUMB}>
            {en.pages.deployments}
          </Link>
          /
          <Link to="/deployments/deployment/$id" params={{ id }} className={CRUMB}>
            {deployment.data.name}
          </Link>
        </>
      }
    >
      <RunForm key={id} deployment={deployment.data} />
    </Page>
  )
}
