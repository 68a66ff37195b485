import { resolve } from 'node:path'
import type { Client } from '@millrace/client'
import type { FileSystem, OldResults } from '@millrace/sdk/storage'
import type { Settings } from '@millrace/settings'
import type { DefineCommand } from '../../command.ts'
import { CommandFailure, WrongUsage } from '../../errors.ts'

const SECONDS: Readonly<Record<string, number>> = { m: 60, h: 3600, d: 86_400, w: 604_800 }

/** `millrace results clean` */
export const clean: DefineCommand = (command, { output, client, settings, io }) =>
  command
    .requiredOption('--older-than <age>', 'age of what is deleted: a number with m, h, d or w, as in 30d')
    .option('--path <folder>', 'folder of the results (default: the setting results.localStoragePath)')
    .option(
      '--storage <where>',
      'storage of the results: a block, as s3/prod or s3/prod/folder, or an address, as s3://bucket/folder (default: the setting results.defaultStorageBlock)',
    )
    .option('--dry-run', 'only say what would be deleted')
    .option('-y, --yes', 'do not ask')
    .action(async ({ olderThan, path, storage, dryRun, yes }) => {
      if (path !== undefined && storage !== undefined) throw new WrongUsage('Expected --path or --storage, got both.')
      const before = Date.now() - secondsOf(olderThan) * 1000
      const { findOldResults, removeResults, StorageError } = await import('@millrace/sdk/storage')
      try {
        const connected = await client()
        const { files, folder } = await placeOf(path === undefined ? storage : resolve(io.cwd, path), connected, await settings())
        const found = await findOldResults({ client: connected, files, folder, before })
        const what = `${found.old.length} result(s) older than ${olderThan} in ${[files.address, folder].filter(Boolean).join('/')}, ${megabytes(found)} MB`
        const rest = whatStays(found)
        if (dryRun === true || found.old.length === 0) return output.line(`${what}${rest}.`)
        if (yes !== true && !(await io.confirm(`Delete ${what}?`))) throw new CommandFailure('Nothing was deleted.')
        await removeResults(files, folder, found.old)
        output.line({ text: `Deleted ${what}${rest}.`, style: 'green' })
      } catch (error) {
        throw error instanceof StorageError ? new CommandFailure(error.message, { cause: error }) : error
      }
    })

function secondsOf(age: string): number {
  const [, count, unit = ''] = /^(\d+)\s*([mhdw])$/.exec(age) ?? []
  const each = SECONDS[unit]
  if (each === undefined) throw new WrongUsage(`Expected an age such as 12h, 30d or 4w, got '${age}'.`)
  return Number(count) * each
}

interface Place {
  readonly files: FileSystem
  readonly folder: string
}

/** Where results are: what was said, an address or a block or a folder; or what the settings say. */
async function placeOf(said: string | undefined, client: Client, { results }: Settings): Promise<Place> {
  const { openSource, openStorage, parseStorageSlug, storageBlock } = await import('@millrace/sdk/storage')
  const where = said ?? results.defaultStorageBlock ?? results.localStoragePath
  const isBlock = said === undefined ? results.defaultStorageBlock !== null : !/:\/\/|^[./~]|^[a-z]:\\/i.test(said)
  const { address, files } = isBlock ? await openStorage(await storageBlock(client, where)) : await openSource(where)
  if (files === undefined) throw new WrongUsage(`Nothing is kept in ${address}: it can only be read.`)
  return { files, folder: isBlock ? parseStorageSlug(where).path : '' }
}

const megabytes = ({ old }: OldResults): string => (old.reduce((sum, { size }) => sum + size, 0) / 1e6).toFixed(1)

/** What is old and is not deleted, and why. */
function whatStays({ runsUnderWay, needed, others, undated }: OldResults): string {
  const parts = [
    [runsUnderWay, `those of ${runsUnderWay} flow run(s) that are not over stay`],
    [needed, `${needed} that tasks of such runs refer to stay`],
    [others, `${others} old file(s) are no results and stay`],
    [undated, `${undated} file(s) stay, as the storage does not say how old they are`],
  ] as const
  return parts.flatMap(([count, text]) => (count === 0 ? [] : [`; ${text}`])).join('')
}
