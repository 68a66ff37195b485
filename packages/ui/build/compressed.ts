import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import type { Plugin } from 'vite'

/** Below this a compressed file saves nothing worth a look at the disk. */
const SMALLEST = 1024

/** Writes every text of the build also as `.br` and `.gz`, so that the server compresses nothing while it serves. */
export function compressed(): Plugin {
  return {
    name: 'compressed',
    apply: 'build',
    enforce: 'post',
    async writeBundle({ dir = '' }, bundle) {
      // From the disk, since other plugins change the texts until they are written.
      for (const { fileName } of Object.values(bundle)) {
        if (!/\.(?:js|css|svg)$/.test(fileName)) continue
        const file = join(dir, fileName)
        const source = await readFile(file)
        if (source.length < SMALLEST) continue
        await Promise.all([writeFile(`${file}.br`, brotliCompressSync(source)), writeFile(`${file}.gz`, gzipSync(source, { level: 9 }))])
      }
    },
  }
}
