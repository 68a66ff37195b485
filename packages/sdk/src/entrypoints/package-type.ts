import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

type PackageType = 'module' | 'commonjs' | undefined

const types = new Map<string, PackageType>()

/** What the `package.json` in a folder or above it says its modules are; undefined where none says anything. */
export function packageType(folder: string): PackageType {
  if (types.has(folder)) return types.get(folder)
  const manifest = join(folder, 'package.json')
  const parent = dirname(folder)
  const type = existsSync(manifest) ? readType(manifest) : parent === folder ? undefined : packageType(parent)
  types.set(folder, type)
  return type
}

function readType(manifest: string): PackageType {
  const { type } = JSON.parse(readFileSync(manifest, 'utf8')) as { readonly type?: unknown }
  return type === 'module' || type === 'commonjs' ? type : undefined
}
