import type { DefineCommand } from '../../../command.ts'
import { asYaml } from '../../../kubernetes/manifests.ts'

/** `millrace kubernetes manifest flow-run-job`: what a `kubernetes-job` block starts from, as 2.20 prints it. */
export const flowRunJob: DefineCommand = (command, { output }) =>
  command.action(() =>
    output.raw(
      asYaml([
        {
          apiVersion: 'batch/v1',
          kind: 'Job',
          metadata: { labels: {} },
          spec: {
            template: { spec: { completions: 1, containers: [{ env: [], name: 'prefect-job' }], parallelism: 1, restartPolicy: 'Never' } },
          },
        },
      ]),
    ),
  )
