import { textOf } from './environment-of.ts'
import { fallbackOf } from './load-settings.ts'
import { entries, environmentName, type SettingEntry } from './registry.ts'

const INTRODUCTION = `# Settings

Every setting has a name that begins with \`MILLRACE_\`. A value is taken from the first of these places that has one:

1. a flag of the command line
2. the environment
3. \`.env\` in the working folder
4. the project file in the working folder: \`millrace.toml\`, \`prefect.toml\`, \`pyproject.toml\` (\`[tool.millrace]\`, \`[tool.prefect]\`).
   There a setting is a nested key: \`MILLRACE_SERVER_API_PORT\` is \`port\` in \`[server.api]\`
5. the active profile in \`profiles.toml\` of the home folder (\`millrace profile use\`, \`millrace config set\`)
6. the default

In the environment, in \`.env\` and in a profile the same name with \`PREFECT_\` in place of \`MILLRACE_\` is read when ours is not set, and so
are the older names given below, with either prefix. Not so for the settings marked *ours alone*, which mean something else to Prefect: above
all \`PREFECT_HOME\` is not read, because Prefect's home holds a database of Prefect's own. Durations are numbers of seconds; \`0:00:15\` and
\`PT15S\` are understood too. \`millrace config view --show-sources\` prints what is in force and where it comes from.

This page is written from the definitions: \`npm run settings-reference -w @millrace/settings\`.
`

/** The reference of all settings, in Markdown: name, default, what it may be, what it does, older names. */
export function settingsReference(): string {
  const sections = Map.groupBy(entries, ({ path }) => path.split('.').slice(0, -1).join('.'))
  return [INTRODUCTION, ...[...sections].map(([group, members]) => section(group, members))].join('\n')
}

const section = (group: string, members: readonly SettingEntry[]): string =>
  [
    `## ${group === '' ? 'General' : group}`,
    '',
    '| setting | default | value | meaning |',
    '|---|---|---|---|',
    ...members.map(row),
    '',
  ].join('\n')

function row(entry: SettingEntry): string {
  const { type, description, aliases, own } = entry.setting
  const fallback = textOf(fallbackOf(entry, '~/.millrace'))
  const remarks = [
    ...(own ? ['*ours alone*'] : []),
    ...(aliases.length === 0 ? [] : [`older: ${aliases.map((alias) => `\`${alias}\``).join(', ')}`]),
  ]
  const meaning = [description, ...(remarks.length === 0 ? [] : [`(${remarks.join('; ')})`])].join(' ')
  return `| \`${environmentName(entry)}\` | ${fallback === undefined || fallback === '' ? '' : `\`${fallback}\``} | ${type.expected} | ${meaning} |`
}
