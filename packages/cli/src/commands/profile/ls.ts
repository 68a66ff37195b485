import { readProfiles } from '@millrace/settings'
import type { DefineCommand } from '../../command.ts'
import { format } from '../../options/format.ts'
import { activeProfile } from '../../lookups/profiles.ts'

/** `millrace profile ls` */
export const ls: DefineCommand = (command, { output, settings }) =>
  command.addOption(format()).action(async ({ output: form }) => {
    const values = await settings()
    const all = readProfiles(values.home)
    const active = activeProfile(values, all)
    const names = Object.keys(all.profiles)
    if (form === 'json') return output.json({ active, profiles: names })
    await output.table({
      title: 'Available Profiles',
      columns: ['Profile'],
      rows: names.map((name) => [name === active ? { text: `* ${name}`, style: 'green' } : `  ${name}`]),
    })
    output.line({ text: '* active profile', style: 'gray' })
  })
