import { readdir, rm, rmdir, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Client } from '@millrace/client'
import { isTerminal } from '@millrace/protocol'
import type { DefineCommand } from '../../command.ts'
import { CommandFailure, WrongUsage } from '../../errors.ts'

const UUID = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/
const SECONDS: Readonly<Record<string, number>> = { m: 60, h: 3600, d: 86_400, w: 604_800 }
/** Runs that are looked up at once. */
const PAGE = 200

interface OldFile {
  readonly file: string
  readonly size: number
}

/** `millrace results clean` */
export const clean: DefineCommand = (command, { output, client, settings, io }) =>
  command
    .requiredOption('--older-than <age>', 'age of what is deleted: a number with m, h, d or w, as in 30d')
    .option('--path <folder>', 'folder of the results (default: the setting results.localStoragePath)')
    .option('--dry-run', 'only say what would be deleted')
    .option('-y, --yes', 'do not ask')
    .action(async ({ olderThan, path, dryRun, yes }) => {
      const before = Date.now() - secondsOf(olderThan) * 1000
      const folder = path === undefined ? (await settings()).results.localStoragePath : resolve(io.cwd, path)
      const names = await namesIn(folder)
      const underWay = await runsUnderWay(
        await client(),
        names.filter((name) => UUID.test(name)),
      )
      const old: OldFile[] = []
      for (const name of names) if (!underWay.has(name)) old.push(...(await oldFiles(join(folder, name), before)))
      const megabytes = (old.reduce((sum, { size }) => sum + size, 0) / 1e6).toFixed(1)
      const what = `${old.length} result(s) older than ${olderThan} in ${folder}, ${megabytes} MB`
      const kept = underWay.size === 0 ? '' : `; those of ${underWay.size} flow run(s) that are not over stay`
      if (dryRun === true || old.length === 0) return output.line(`${what}${kept}.`)
      if (yes !== true && !(await io.confirm(`Delete ${what}?`))) throw new CommandFailure('Nothing was deleted.')
      for (const { file } of old) await rm(file, { force: true })
      for (const name of names) if (UUID.test(name)) await removeIfEmpty(join(folder, name))
      output.line({ text: `Deleted ${what}${kept}.`, style: 'green' })
    })

function secondsOf(age: string): number {
  const [, count, unit = ''] = /^(\d+)\s*([mhdw])$/.exec(age) ?? []
  const each = SECONDS[unit]
  if (each === undefined) throw new WrongUsage(`Expected an age such as 12h, 30d or 4w, got '${age}'.`)
  return Number(count) * each
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

/** Whose results a later attempt will take. A run that the server does not know is over. */
async function runsUnderWay({ flowRuns }: Client, ids: readonly string[]): Promise<Set<string>> {
  const found = new Set<string>()
  for (let from = 0; from < ids.length; from += PAGE) {
    const runs = await flowRuns.filter({ body: { flow_runs: { id: { any_: ids.slice(from, from + PAGE) } }, limit: PAGE } })
    for (const { id, state_type: type } of runs) if (type === null || !isTerminal(type)) found.add(id)
  }
  return found
}

async function oldFiles(path: string, before: number): Promise<OldFile[]> {
  const entry = await stat(path)
  if (!entry.isDirectory()) return entry.mtimeMs < before ? [{ file: path, size: entry.size }] : []
  const found: OldFile[] = []
  for (const name of await readdir(path)) found.push(...(await oldFiles(join(path, name), before)))
  return found
}

async function removeIfEmpty(folder: string): Promise<void> {
  try {
    await rmdir(folder)
  } catch {
    // Something is left in it.
  }
}
