import { stopInBackground } from '../../background/background-server.ts'
import type { DefineCommand } from '../../command.ts'
import { CommandFailure } from '../../errors.ts'

/** `millrace server stop` */
export const stop: DefineCommand = (command, { output, settings }) =>
  command.action(async () => {
    const { home } = await settings()
    const pid = await stopInBackground(home)
    if (pid === undefined) throw new CommandFailure(`no server of ${home} runs in the background`)
    output.line({ text: `The server (process ${pid}) has ended.`, style: 'green' })
  })
