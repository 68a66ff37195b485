import { COMMON_VARIABLES, jobTemplate } from './job-template.ts'

/** With which pools of the type `process` begin. */
export const processJobTemplate = jobTemplate({
  ...COMMON_VARIABLES,
  stream_output: {
    title: 'Stream Output',
    description: 'Show what the flow prints in the output of the worker.',
    default: true,
    type: 'boolean',
  },
  working_dir: {
    title: 'Working Directory',
    description: "Where the process starts; without it the folder of the deployment's code, or else a temporary one.",
    type: 'string',
    format: 'path',
  },
})
