import { type ActionOf, addSeconds } from '@millrace/protocol'
import { requireDone } from './api.ts'
import type { Doing } from './doing.ts'
import { targetOf } from './infer.ts'
import { renderParameters } from './render-parameters.ts'

/** Makes a run of a deployment, one however often it is tried: the run's idempotency key is that of the doing. */
export async function runDeployment(doing: Doing<ActionOf<'run-deployment'>>): Promise<void> {
  const { action, triggered, api, report, clock } = doing
  const id = targetOf(triggered, { source: action.source, id: action.deployment_id, kind: 'prefect.deployment', noun: 'deployment' })
  report.relate(`prefect.deployment.${id}`, 'target')
  const answer = await api('POST', `/deployments/${id}/create_flow_run`, {
    state: { type: 'SCHEDULED', name: 'Scheduled', state_details: { scheduled_time: addSeconds(clock.now(), action.schedule_after) } },
    parameters: await renderParameters(doing, action.parameters ?? {}),
    idempotency_key: `automation ${triggered.automation.id}, action ${triggered.action_index}, invocation ${triggered.id}`,
    job_variables: action.job_variables,
  })
  report.details['status_code'] = answer.status
  if (answer.status === 409) report.details['validation_error'] = answer.body?.detail ?? null
  requireDone(answer, action.type)
  report.relate(`prefect.flow-run.${answer.body.id}`, 'flow-run', answer.body.name)
}
