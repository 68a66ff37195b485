import type { Job } from '@millrace/worker'
import type { DockerConfiguration } from './configuration.ts'

/** The label by which the container of a flow run is found. */
export const RUN_LABEL = 'io.millrace.flow-run-id'
/** The attempt that it acts for; a container of another one is not adopted. */
export const ATTEMPT_LABEL = 'io.millrace.attempt'
/** On containers that nobody wants to see once they have ended. */
export const REMOVE_LABEL = 'io.millrace.auto-remove'

/** The labels of a run's container: those of its job, in Docker's form, and whose it is, in our words and in Prefect's. */
export function labelsOf({ configuration, flowRun, attempt }: Job<DockerConfiguration>): Record<string, string> {
  return {
    ...Object.fromEntries(Object.entries(configuration.labels).map(([name, value]) => [dockerLabel(name), value])),
    [RUN_LABEL]: flowRun.id,
    ...(attempt === undefined ? {} : { [ATTEMPT_LABEL]: String(attempt) }),
    ...(configuration.auto_remove ? { [REMOVE_LABEL]: 'true' } : {}),
    'io.prefect.flow-run-id': flowRun.id,
    'io.prefect.flow-run-name': flowRun.name,
  }
}

/** `team.example/owner` → `example.team.owner`, as Prefect translates labels of Kubernetes. */
function dockerLabel(name: string): string {
  const [domain = '', ...rest] = name.split('/')
  return rest.length === 0 ? name : `${domain.split('.').toReversed().join('.')}.${rest.join('/')}`
}
