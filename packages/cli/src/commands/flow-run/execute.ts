import { executeFlowRun } from '@millrace/sdk/execute'
import { FLOW_RUN_VARIABLE } from '@millrace/sdk/runner'
import type { DefineCommand } from '../../command.ts'
import { CommandFailure, WrongUsage } from '../../errors.ts'
import { uuid } from '../../options/parsers.ts'

/** `millrace flow-run execute`: what a worker starts, for jobs that name a command. */
export const execute: DefineCommand = (command, { io }) =>
  command
    .argument('[id]', `id of the flow run (default: ${FLOW_RUN_VARIABLE} or PREFECT__FLOW_RUN_ID)`, uuid)
    .option('--id <id>', 'the same as the argument', uuid)
    .action(async (argument, { id: option }) => {
      const id = argument ?? option ?? io.env[FLOW_RUN_VARIABLE] ?? io.env['PREFECT__FLOW_RUN_ID']
      if (id === undefined) throw new WrongUsage(`Expected the id of a flow run, as argument or in ${FLOW_RUN_VARIABLE}.`)
      if ((await executeFlowRun(id)) !== 0) throw new CommandFailure(`Flow run '${id}' did not complete.`)
    })
