import { ProfileError, profileNamed, readProfiles, writeProfiles } from '@millrace/settings'
import type { DefineCommand } from '../../command.ts'

/** `millrace profile create` */
export const create: DefineCommand = (command, { output, settings }) =>
  command
    .argument('<name>', 'name of the new profile')
    .option('--from <profile>', 'begin with the settings of this one')
    .action(async (name, { from }) => {
      const { home } = await settings()
      const all = readProfiles(home)
      if (all.profiles[name] !== undefined) throw new ProfileError(`Profile '${name}' already exists.`)
      const beginning = from === undefined ? {} : profileNamed(all, from)
      writeProfiles(home, { ...all, profiles: { ...all.profiles, [name]: beginning } })
      output.line({ text: `Created profile '${name}'${from === undefined ? '' : ` matching '${from}'`}.`, style: 'green' })
      output.line(`Use it with: millrace profile use '${name}'`)
    })
