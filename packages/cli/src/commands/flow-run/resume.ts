import type { DefineCommand } from '../../command.ts'
import { CommandFailure } from '../../errors.ts'
import { findFlowRun } from '../../lookups/flow-runs.ts'
import { collect } from '../../options/parsers.ts'
import { readParameters } from '../../options/parameters.ts'

/** `millrace flow-run resume` */
export const resume: DefineCommand = (command, { output, client }) =>
  command
    .argument('<id-or-name>', 'id or name of the paused flow run')
    .option(
      '-i, --input <name=value>',
      'what the flow asks for, may be given several times; a value that is JSON is taken as such',
      collect,
      [],
    )
    .action(async (idOrName, { input }) => {
      const api = await client()
      const { id, name, state_type: type, state_name: state } = await findFlowRun(api, idOrName)
      if (type !== 'PAUSED')
        throw new CommandFailure(`Flow run '${name}' is ${state ?? 'without a state'}; only a paused one can be resumed.`)
      const values = readParameters(input, '--input')
      const { NotResumed, resumeFlowRun } = await import('@millrace/sdk')
      try {
        await resumeFlowRun(id, { client: api, ...(Object.keys(values).length === 0 ? {} : { input: values }) })
      } catch (error) {
        if (!(error instanceof NotResumed)) throw error
        throw new CommandFailure(`Flow run '${name}' could not be resumed: ${error.reason}`)
      }
      output.line({ text: `Flow run '${name}' is resumed.`, style: 'green' })
    })
