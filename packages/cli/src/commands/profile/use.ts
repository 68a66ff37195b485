import { profileNamed, readProfiles, writeProfiles } from '@millrace/settings'
import type { DefineCommand } from '../../command.ts'

/** `millrace profile use` */
export const use: DefineCommand = (command, { output, settings, io }) =>
  command.argument('<name>', 'the profile').action(async (name) => {
    const { home } = await settings()
    const all = readProfiles(home)
    profileNamed(all, name)
    writeProfiles(home, { ...all, active: name })
    output.line({ text: `Profile '${name}' is now active.`, style: 'green' })
    if (io.env['MILLRACE_PROFILE'] !== undefined)
      output.warning('MILLRACE_PROFILE is set in the environment, and wins over the active profile.')
  })
