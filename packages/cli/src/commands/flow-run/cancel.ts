import { cancelling } from '@millrace/protocol'
import type { DefineCommand } from '../../command.ts'
import { CommandFailure } from '../../errors.ts'
import { orMissing } from '../../lookups/missing.ts'
import { uuid } from '../../options/parsers.ts'

/** `millrace flow-run cancel` */
export const cancel: DefineCommand = (command, { output, client }) =>
  command.argument('<id>', 'id of the flow run', uuid).action(async (id) => {
    const { flowRuns } = await client()
    const { state, status, details } = await orMissing(
      flowRuns.setState({ params: { id }, body: { state: cancelling() } }),
      `Flow run '${id}' not found!`,
    )
    const reached = state?.type === 'CANCELLING' || state?.type === 'CANCELLED'
    if (status === 'ABORT' || !reached) {
      throw new CommandFailure(
        `Flow run '${id}' was unable to be cancelled. Reason: ${'reason' in details ? details.reason : `it is ${state?.name}`}`,
      )
    }
    output.line({
      text:
        state.type === 'CANCELLED' ? `Flow run '${id}' was cancelled.` : `Flow run '${id}' was successfully scheduled for cancellation.`,
      style: 'green',
    })
  })
