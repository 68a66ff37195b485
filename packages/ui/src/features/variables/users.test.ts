import type { Deployment } from '@millrace/protocol'
import { expect, test } from 'vitest'
import { deploymentsThatName } from './users.ts'

test('a variable is named by a parameter that stands for it, and by templates', () => {
  const deployment = (id: string, parts: object): Deployment =>
    ({ id, parameters: {}, job_variables: {}, pull_steps: null, ...parts }) as unknown as Deployment
  const deployments = [
    deployment('parameter', { parameters: { where: { __prefect_kind: 'workspace_variable', variable_name: 'place' } } }),
    deployment('template', { job_variables: { env: { A: '{{ prefect.variables.place }}' } } }),
    deployment('longer', { job_variables: { env: { A: '{{ prefect.variables.place_two }}' } } }),
    deployment('step', { pull_steps: [{ clone: { branch: '{{ prefect.variables.place.lat }}' } }] }),
    deployment('none', { parameters: { where: 'place' } }),
  ]
  expect(deploymentsThatName('place', deployments).map(({ id }) => id)).toEqual(['parameter', 'template', 'step'])
})
