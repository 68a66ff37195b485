import { getRouteApi } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { EditForm } from '../features/deployment/edit-form.tsx'
import { FormPage } from '../features/deployment/form-page.tsx'
import { deploymentText as text } from '../messages/deployments.ts'

const route = getRouteApi('/deployments/deployment/$id/edit')

/** What the runs of a deployment are given, and where they run. */
export function DeploymentEditPage(): ReactElement {
  const { id } = route.useParams()
  return (
    <FormPage id={id} titleOf={text.editTitle}>
      {(deployment) => <EditForm key={id} deployment={deployment} />}
    </FormPage>
  )
}
