import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { CRUMB } from '../components/link-button.ts'
import { Page } from '../components/page.tsx'
import { Problem } from '../components/problem.tsx'
import { Skeleton } from '../components/skeleton.tsx'
import { EditForm } from '../features/deployment/edit-form.tsx'
import { deploymentQuery } from '../features/deployment/queries.ts'
import { deploymentText as text } from '../messages/deployments.ts'
import { en } from '../messages/en.ts'

const route = getRouteApi('/deployments/deployment/$id/edit')

/** What the runs of a deployment are given, and where they run. */
export function DeploymentEditPage(): ReactElement {
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
      title={text.editTitle(deployment.data.name)}
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
      <EditForm key={id} deployment={deployment.data} />
    </Page>
  )
}
