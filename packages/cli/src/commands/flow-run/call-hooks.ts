import { callEndHooks } from '@millrace/sdk/end-hooks'
import { FLOW_RUN_VARIABLE } from '@millrace/sdk/runner'
import type { DefineCommand } from '../../command.ts'
import { CommandFailure, WrongUsage } from '../../errors.ts'
import { uuid } from '../../options/parsers.ts'

/** `millrace flow-run call-hooks`: what a worker starts in the image of a run whose own container or pod was killed. */
export const callHooks: DefineCommand = (command, { io }) =>
  command.argument('[id]', `id of the flow run (default: ${FLOW_RUN_VARIABLE})`, uuid).action(async (argument) => {
    const id = argument ?? io.env[FLOW_RUN_VARIABLE]
    if (id === undefined) throw new WrongUsage(`Expected the id of a flow run, as argument or in ${FLOW_RUN_VARIABLE}.`)
    if ((await callEndHooks(id)) !== 0) throw new CommandFailure(`The hooks of flow run '${id}' could not be called.`)
  })
