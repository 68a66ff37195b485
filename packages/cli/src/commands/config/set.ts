import { environmentName, environmentNames, readProfiles } from '@millrace/settings'
import type { DefineCommand } from '../../command.ts'
import { CommandFailure } from '../../errors.ts'
import { readPair } from '../../options/parameters.ts'
import { activeProfile, profileSetting, setInActiveProfile } from '../../lookups/profiles.ts'

/** `millrace config set` */
export const set: DefineCommand = (command, { output, settings, io }) =>
  command.argument('<settings...>', 'NAME=value, as in MILLRACE_API_URL=http://127.0.0.1:4200/api').action(async (given) => {
    const values = await settings()
    const wanted = given.map((text) => {
      const [name, value] = readPair(text, 'config set')
      const entry = profileSetting(name)
      if (entry.setting.type.read(value) === undefined) {
        throw new CommandFailure(`${name}: expected ${entry.setting.type.expected}, got '${value}'`)
      }
      return { entry, name: environmentName(entry), value }
    })
    for (const { entry, value } of wanted) setInActiveProfile(values, entry.path, value)
    for (const { entry, name, value } of wanted) {
      output.line(`Set '${name}' to '${entry.setting.secret ? '********' : value}'.`)
      const stronger = environmentNames(entry).find((each) => io.env[each] !== undefined)
      if (stronger !== undefined) output.warning(`${stronger} is set in the environment too, and wins over the profile.`)
    }
    output.line({ text: `Updated profile '${activeProfile(values, readProfiles(values.home))}'.`, style: 'green' })
  })
