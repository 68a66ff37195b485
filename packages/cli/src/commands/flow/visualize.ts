import type { DefineCommand } from '../../command.ts'
import { readAllParameters } from '../../options/parameters.ts'
import { collect } from '../../options/parsers.ts'

/** `millrace flow visualize`: draws the calls of a flow without running them. */
export const visualize: DefineCommand = (command, { io, output }) =>
  command
    .argument('<entrypoint>', 'the flow, as path/to/file.ts:flow')
    .option('-p, --param <name=value>', 'a parameter of the flow, JSON or text, may be given several times', collect, [])
    .option('--params <json>', 'parameters as a JSON object; - reads it from standard input')
    .action(async (entrypoint, { param, params }) => {
      const parameters = await readAllParameters(param, params, io)
      const { visualizeEntrypoint } = await import('@millrace/sdk/visualize')
      output.line(await visualizeEntrypoint(entrypoint, parameters, io.cwd))
    })
