import { findSetting, profileNamed, readProfiles } from '@millrace/settings'
import type { DefineCommand } from '../../command.ts'
import { format } from '../../options/format.ts'
import { activeProfile } from '../../lookups/profiles.ts'

/** `millrace profile inspect` */
export const inspect: DefineCommand = (command, { output, settings }) =>
  command
    .argument('[name]', 'the profile (default: the active one)')
    .option('--name <name>', 'the same as the argument')
    .option('--show-secrets', 'show secrets as they are')
    .addOption(format())
    .action(async (argument, { name: option, showSecrets, output: form }) => {
      const values = await settings()
      const all = readProfiles(values.home)
      const name = argument ?? option ?? activeProfile(values, all)
      const masked = Object.entries(profileNamed(all, name)).map(([key, value]): [string, unknown] => [
        key,
        !showSecrets && findSetting(key)?.setting.secret === true ? '********' : value,
      ])
      if (form === 'json') return output.json(Object.fromEntries(masked))
      if (masked.length === 0) output.note(`Profile '${name}' is empty.`)
      for (const [key, value] of masked) output.line({ text: key, style: 'cyan' }, `='${String(value)}'`)
    })
