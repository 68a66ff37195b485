import { COMMON_VARIABLES, jobTemplate, type WorkerTypeMetadata } from '../worker-type.ts'

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
  default_base_job_configuration: jobTemplate({
    ...COMMON_VARIABLES,
    stream_output: {
      title: 'Stream Output',
      description: 'Show what the flow prints in the output of the worker.',
      default: true,
      type: 'boolean',
    },
    working_dir: {
      title: 'Working Directory',
      description: 'Folder in which the process runs; without it a temporary one.',
      type: 'string',
      format: 'path',
    },
  }),
}
