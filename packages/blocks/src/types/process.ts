import { defineBlock } from '../block.ts'
import { flag, optional, text } from '../fields.ts'
import { infrastructureFields } from '../infrastructure-fields.ts'

export const process = defineBlock({
  slug: 'process',
  name: 'Process',
  title: 'Process',
  description: 'Runs a flow run as a process of the machine that the worker is on, in its environment and the variables given here.',
  capabilities: ['run-infrastructure'],
  fields: {
    ...infrastructureFields('process'),
    stream_output: flag({ title: 'Stream Output', description: 'Show what the process writes where the worker runs.', default: true }),
    working_dir: optional(
      text({ title: 'Working Dir', description: 'The folder that the process starts in; a temporary one if it is not given.' }),
    ),
  },
})
