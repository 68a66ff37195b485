import { profilesFile, readProfiles, writeProfiles } from '@millrace/settings'
import type { DefineCommand } from '../../command.ts'
import { CommandFailure } from '../../errors.ts'

/** The profiles to begin with: a server in this process, and one on this machine. */
const DEFAULTS = { default: {}, local: { MILLRACE_API_URL: 'http://127.0.0.1:4200/api' } } as const

/** `millrace profile populate-defaults`: adds those that are missing; profiles that are there stay as they are. */
export const populateDefaults: DefineCommand = (command, { output, settings, io }) =>
  command.option('-y, --yes', 'do not ask').action(async ({ yes }) => {
    const { home } = await settings()
    const all = readProfiles(home)
    const missing = Object.entries(DEFAULTS).filter(([name]) => all.profiles[name] === undefined)
    if (missing.length === 0) return output.line(`No changes: ${Object.keys(DEFAULTS).join(' and ')} are there.`)
    const names = missing.map(([name]) => `'${name}'`).join(', ')
    if (!yes && !(await io.confirm(`Add ${names} to ${profilesFile(home)}?`))) throw new CommandFailure('Nothing was changed.')
    writeProfiles(home, { ...all, profiles: { ...Object.fromEntries(missing), ...all.profiles } })
    output.line({ text: `Added ${names} to ${profilesFile(home)}`, style: 'green' })
    output.line('Use one with: millrace profile use NAME')
  })
