import { UnsafePath } from './errors.ts'

/**
 * A path of a storage in its plain form: relative, with `/` between its parts, without `.`; empty for the folder itself.
 *
 * @throws UnsafePath for what leads out of its folder, and for names that other systems read as something else.
 */
export function relativePath(path: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[\0-\x1f\\]/.test(path)) throw new UnsafePath(`the path ${JSON.stringify(path)} has a backslash or a control character in it`)
  const parts = path.split('/').filter((part) => part !== '' && part !== '.')
  if (parts.includes('..')) throw new UnsafePath(`the path '${path}' leads out of its folder; write it without '..'`)
  if (/^[a-z]:$/i.test(parts[0] ?? '')) throw new UnsafePath(`the path '${path}' names a drive; write it relative to the storage`)
  return parts.join('/')
}

/** Puts paths of a storage together; empty ones are left out. */
export const joinPath = (...paths: readonly string[]): string =>
  paths
    .map(relativePath)
    .filter((path) => path !== '')
    .join('/')
