import { kubernetesJobTemplate } from '@millrace/protocol/job-templates'
import type { WorkerTypeMetadata } from '../worker-type.ts'

/** Flow runs as jobs of a Kubernetes cluster. */
export const kubernetes: WorkerTypeMetadata = {
  type: 'kubernetes',
  collection: 'prefect-kubernetes',
  display_name: 'Kubernetes',
  description: 'Runs each flow as a job of a Kubernetes cluster. Needs the right to create jobs there, and an image with the flow.',
  install_command: 'npm install @millrace/kubernetes',
  documentation_url: '',
  logo_url: '',
  is_beta: false,
  default_base_job_configuration: kubernetesJobTemplate,
}
