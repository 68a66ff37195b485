import { processJobTemplate } from '@millrace/protocol/job-templates'
import type { WorkerTypeMetadata } from '../worker-type.ts'

/** Flow runs as processes beside their worker. */
export const process: WorkerTypeMetadata = {
  type: 'process',
  collection: 'prefect',
  display_name: 'Process',
  description: 'Runs each flow as a process on the machine of the worker. The quickest way to begin; nothing else is needed.',
  install_command: 'npm install millrace',
  documentation_url: '',
  logo_url: '',
  is_beta: false,
  default_base_job_configuration: processJobTemplate,
}
