import { entries, environmentName, sourceOf, textOf, valueAt } from '@millrace/settings'
import type { DefineCommand } from '../../command.ts'
import { format } from '../../options/format.ts'

/** `millrace config view` */
export const view: DefineCommand = (command, { output, settings }) =>
  command
    .option('--show-defaults', 'show the settings that nobody chose too')
    .option('--hide-defaults', 'show only the settings that somebody chose (default)')
    .option('--show-sources', 'show where each value comes from (default)')
    .option('--hide-sources', 'show the values alone')
    .option('--show-secrets', 'show secrets as they are')
    .option('--hide-secrets', 'show secrets as ******** (default)')
    .addOption(format())
    .action(async ({ showDefaults, hideSources, showSecrets, output: form }) => {
      const values = await settings()
      const shown = entries.flatMap((entry) => {
        const origin = sourceOf(values, entry.path)
        if (origin.kind === 'default' && !showDefaults) return []
        const text = textOf(valueAt(values, entry.path))
        const value = entry.setting.secret && text !== undefined && !showSecrets ? '********' : (text ?? null)
        const found = origin.name.startsWith('PREFECT_') ? ` ${origin.name}` : ''
        return [{ name: environmentName(entry), value, source: `${origin.label}${found}` }]
      })
      if (form === 'json') {
        const rows = shown.map(({ name, value, source }) => [name, hideSources ? value : { value, source }])
        return output.json(Object.fromEntries(rows))
      }
      for (const { name, value, source } of shown) {
        const text = value === null ? 'not set' : `'${value}'`
        output.line({ text: name, style: 'cyan' }, `=${text}`, { text: hideSources ? '' : ` (from ${source})`, style: 'gray' })
      }
    })
