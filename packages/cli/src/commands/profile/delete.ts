import { ProfileError, profileNamed, readProfiles, writeProfiles } from '@millrace/settings'
import type { DefineCommand } from '../../command.ts'
import { CommandFailure } from '../../errors.ts'

/** `millrace profile delete` */
export const remove: DefineCommand = (command, { output, settings, io }) =>
  command
    .argument('<name>', 'the profile')
    .option('-y, --yes', 'do not ask')
    .action(async (name, { yes }) => {
      const { home } = await settings()
      const all = readProfiles(home)
      profileNamed(all, name)
      if (all.active === name) throw new ProfileError(`Profile '${name}' is active. Use another one first: millrace profile use NAME`)
      if (!yes && !(await io.confirm(`Delete profile '${name}'?`))) throw new CommandFailure('Nothing was deleted.')
      const { [name]: _deleted, ...profiles } = all.profiles
      writeProfiles(home, { ...all, profiles })
      output.line({ text: `Removed profile '${name}'.`, style: 'green' })
    })
