import { environmentNames, profileNamed, readProfiles, writeProfiles } from '@millrace/settings'
import type { DefineCommand } from '../../command.ts'
import { CommandFailure } from '../../errors.ts'
import { activeProfile, profileSetting } from '../../lookups/profiles.ts'

/** `millrace config unset` */
export const unset: DefineCommand = (command, { output, settings, io }) =>
  command
    .argument('<names...>', 'names of settings, as in MILLRACE_API_URL')
    .option('-y, --yes', 'do not ask')
    .action(async (names, { yes }) => {
      const values = await settings()
      const all = readProfiles(values.home)
      const active = activeProfile(values, all)
      const profile: Record<string, unknown> = { ...profileNamed(all, active) }
      for (const name of names) {
        const written = environmentNames(profileSetting(name)).filter((each) => each in profile)
        if (written.length === 0) throw new CommandFailure(`'${name}' is not set in profile '${active}'.`)
        for (const each of written) delete profile[each]
      }
      if (!yes && !(await io.confirm(`Unset ${names.join(', ')} in profile '${active}'?`))) throw new CommandFailure('Nothing was changed.')
      writeProfiles(values.home, { ...all, profiles: { ...all.profiles, [active]: profile } })
      for (const name of names) output.line(`Unset '${name}'.`)
      output.line({ text: `Updated profile '${active}'.`, style: 'green' })
    })
