import type { Dirent } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'

const CODE = /\.(?:[cm]?[jt]s|py)$/
const PASSED_OVER: ReadonlySet<string> = new Set(['node_modules', 'dist', 'build', '__pycache__', 'venv', 'coverage'])
/** `export const report = flow(`, and `@flow` above `def report` in Python. */
const FLOWS = /export\s+const\s+(\w+)\s*=\s*flow\s*[(<]|^@flow\b[^]*?^(?:async\s+)?def\s+(\w+)/gm

/** Most files that are looked into, and folders below the first. */
const MOST_FILES = 500
const DEEPEST = 5

/** The entrypoints of flows below a folder, as far as their source shows them at a glance. */
export async function findFlows(folder: string): Promise<string[]> {
  const files: string[] = []
  await collect(folder, 0, files)
  const found = await Promise.all(
    files.map(async (file) => {
      const source = await readFile(file, 'utf8').catch(() => '')
      return [...source.matchAll(FLOWS)].map(([, ours, python]) => `${relative(folder, file)}:${ours ?? python ?? ''}`)
    }),
  )
  return found.flat()
}

async function collect(folder: string, depth: number, files: string[]): Promise<void> {
  const entries: Dirent[] = await readdir(folder, { withFileTypes: true }).catch(() => [])
  for (const entry of entries.toSorted((a, b) => a.name.localeCompare(b.name))) {
    if (files.length >= MOST_FILES || entry.name.startsWith('.') || PASSED_OVER.has(entry.name)) continue
    const path = join(folder, entry.name)
    if (entry.isDirectory() && depth < DEEPEST) await collect(path, depth + 1, files)
    else if (entry.isFile() && CODE.test(entry.name) && !/\.(?:test|spec|d)\./.test(entry.name)) files.push(path)
  }
}
