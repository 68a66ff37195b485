import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Deployment } from '@millrace/protocol'
import type { ReactElement } from 'react'
import { CRUMB } from '../../components/link-button.ts'
import { Page } from '../../components/page.tsx'
import { Skeleton } from '../../components/skeleton.tsx'
import { en } from '../../messages/en.ts'
import { Missing } from '../gone/missing.tsx'
import { deploymentQuery } from './queries.ts'

interface FormPageProps {
  /** Of the deployment. */
  readonly id: string
  readonly titleOf: (name: string) => string
  readonly children: (deployment: Deployment) => ReactElement
}

/** A page with a form about one deployment, below that deployment. */
export function FormPage({ id, titleOf, children }: FormPageProps): ReactElement {
  const deployment = useQuery(deploymentQuery(id))
  if (deployment.data === undefined) {
    return (
      <Page title={en.pages.deployments}>
        {deployment.isPending ? <Skeleton rows={12} /> : <Missing kind="deployment" id={id} read={deployment} />}
      </Page>
    )
  }
  const { name } = deployment.data
  return (
    <Page
      title={titleOf(name)}
      crumbs={
        <>
          <Link to="/deployments" className={CRUMB}>
            {en.pages.deployments}
          </Link>
          /
          <Link to="/deployments/deployment/$id" params={{ id }} className={CRUMB}>
            {name}
          </Link>
        </>
      }
    >
      {children(deployment.data)}
    </Page>
  )
}
