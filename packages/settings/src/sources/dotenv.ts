import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { readIfThere } from './file.ts'
import { flatSource } from './flat.ts'
import type { Source } from './source.ts'

/** The names of ours and Prefect's in the `.env` file of a folder, if there is one. */
export function dotenvSource(folder: string): Source | undefined {
  const content = readIfThere(join(folder, '.env'))
  return content === undefined ? undefined : flatSource('dotenv', '.env', parseEnv(content))
}
