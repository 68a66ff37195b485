import type { WorkerTypeMetadata } from '../worker-type.ts'

/** Flow runs by agents of 2.x: each deployment brings an infrastructure block of its own. */
export const prefectAgent: WorkerTypeMetadata = {
  type: 'prefect-agent',
  collection: 'prefect',
  display_name: 'Prefect Agent',
  description: 'Serves agents of Prefect 2.x: where a flow runs is said by the infrastructure block of its deployment.',
  install_command: 'npm install millrace',
  documentation_url: '',
  logo_url: '',
  is_beta: false,
  default_base_job_configuration: {},
}
