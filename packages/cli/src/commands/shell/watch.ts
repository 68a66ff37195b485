import type { DefineCommand } from '../../command.ts'
import { CommandFailure } from '../../errors.ts'
import { collect } from '../../options/parsers.ts'
import { inSession } from '../../runs/in-session.ts'

/** `millrace shell watch`: runs a shell command as a flow run, here and now, and exits as the command does. */
export const watch: DefineCommand = (command, context) =>
  command
    .argument('<command>', 'the shell command, in quotes')
    .option('--log-output', 'make what it prints log lines of the run', true)
    .option('--no-log-output', 'let it print to the terminal alone')
    .option('--flow-run-name <name>', 'name of the flow run')
    .option('--flow-name <name>', 'name of the flow', 'Shell Command')
    .option('--stream-stdout', 'a log line for each line, as it comes', true)
    .option('--no-stream-stdout', 'one log line with all, at the end')
    .option('--tag <tag>', 'a tag of the flow run, may be given several times', collect, [])
    .action(async (line, { logOutput, flowRunName, flowName, streamStdout, tag }) => {
      const { shellFlow, ShellCommandFailed } = await import('../../shell/shell-flow.ts')
      const { tags } = await import('@millrace/sdk')
      const run = shellFlow.withOptions({ name: flowName, ...(flowRunName === undefined ? {} : { flowRunName }) })
      try {
        await inSession(context, async () => await tags([...tag, 'shell'], async () => await run(line, logOutput, streamStdout)))
      } catch (error) {
        throw error instanceof ShellCommandFailed ? new CommandFailure(error.message, { cause: error, exitCode: error.exitCode }) : error
      }
    })
