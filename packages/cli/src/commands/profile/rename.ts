import { ProfileError, profileNamed, readProfiles, writeProfiles } from '@millrace/settings'
import type { DefineCommand } from '../../command.ts'

/** `millrace profile rename` */
export const rename: DefineCommand = (command, { output, settings }) =>
  command
    .argument('<name>', 'the profile')
    .argument('<new-name>', 'its new name')
    .action(async (name, newName) => {
      const { home } = await settings()
      const all = readProfiles(home)
      profileNamed(all, name)
      if (all.profiles[newName] !== undefined) throw new ProfileError(`Profile '${newName}' already exists.`)
      const profiles = Object.fromEntries(Object.entries(all.profiles).map(([each, values]) => [each === name ? newName : each, values]))
      writeProfiles(home, { active: all.active === name ? newName : all.active, profiles })
      output.line({ text: `Renamed profile '${name}' to '${newName}'.`, style: 'green' })
    })
