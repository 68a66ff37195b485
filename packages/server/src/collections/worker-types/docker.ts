import { dockerJobTemplate } from '@millrace/protocol/job-templates'
import type { WorkerTypeMetadata } from '../worker-type.ts'

/** Flow runs as containers of a Docker engine. */
export const docker: WorkerTypeMetadata = {
  type: 'docker',
  collection: 'prefect-docker',
  display_name: 'Docker',
  description: 'Runs each flow in a container of its own. Needs a Docker engine that the worker reaches, and an image with the flow.',
  install_command: 'npm install @millrace/docker',
  documentation_url: '',
  logo_url: '',
  is_beta: false,
  default_base_job_configuration: dockerJobTemplate,
}
