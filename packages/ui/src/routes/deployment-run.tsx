import { getRouteApi } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { FormPage } from '../features/deployment/form-page.tsx'
import { RunForm } from '../features/deployment/run-form.tsx'
import { deploymentText as text } from '../messages/deployments.ts'

const route = getRouteApi('/deployments/deployment/$id/run')

/** A run that differs from its deployment. */
export function DeploymentRunPage(): ReactElement {
  const { id } = route.useParams()
  return (
    <FormPage id={id} titleOf={text.customTitle}>
      {(deployment) => <RunForm key={id} deployment={deployment} />}
    </FormPage>
  )
}
