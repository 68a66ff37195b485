import { join } from 'node:path'
import { entries, snake } from '../registry.ts'
import { isTable, readToml } from './file.ts'
import type { Source } from './source.ts'

/** Where a folder keeps settings as nested tables, the one that wins first. */
const PLACES = [
  { label: 'millrace.toml', file: 'millrace.toml', table: [], ours: true },
  { label: 'prefect.toml', file: 'prefect.toml', table: [], ours: false },
  { label: 'pyproject.toml [tool.millrace]', file: 'pyproject.toml', table: ['tool', 'millrace'], ours: true },
  { label: 'pyproject.toml [tool.prefect]', file: 'pyproject.toml', table: ['tool', 'prefect'], ours: false },
] as const

/** The settings in the project files of a folder: `server.api.port` is `port` in `[server.api]`. */
export const projectSources = (folder: string): readonly Source[] =>
  PLACES.flatMap(({ label, file, table, ours }) => {
    const content = at(readToml(join(folder, file)), table)
    return content === undefined ? [] : [tableSource(label, content, ours)]
  })

const tableSource = (label: string, content: object, ours: boolean): Source => ({
  kind: 'project',
  label,
  find({ path, setting }) {
    if (!ours && setting.own) return undefined
    const keys = path.split('.').map(snake)
    const value = at(content, keys)
    return value === undefined ? undefined : { name: keys.join('.'), value }
  },
  unknown: ours ? leaves(content).filter((name) => !known.some((path) => name === path || name.startsWith(`${path}.`))) : [],
})

const known = entries.map(({ path }) => path.split('.').map(snake).join('.'))

const at = (content: unknown, keys: readonly string[]): object | undefined =>
  keys.reduce<unknown>((value, key) => (isTable(value) ? value[key] : undefined), content) as object | undefined

const leaves = (content: object, above = ''): readonly string[] =>
  Object.entries(content).flatMap(([key, value]) => (isTable(value) ? leaves(value, `${above}${key}.`) : [`${above}${key}`]))
