import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { flow, task, transaction } from 'millrace'

interface Row {
  readonly id: number
  readonly amount: number
}

const writeRows = task({ onRollback: (tx) => rm(tx.get<string>('file')) }, async function writeRows(file: string, rows: Row[]) {
  await writeFile(file, JSON.stringify(rows))
  return rows.length
})

const checkQuality = task(async function checkQuality(rows: Row[]) {
  const bad = rows.filter(({ amount }) => amount < 0)
  if (bad.length > 0) throw new Error(`${bad.length} row(s) with a negative amount`)
})

/** The file is there when its rows are good, and else it never was. */
const load = flow({ name: 'load-with-gate', flowRunName: 'load-{name}' }, async function load(folder: string, name: string, rows: Row[]) {
  const file = join(folder, `${name}.json`)
  return await transaction({ onRollback: () => console.log(`${name} is rolled back`) }, async (tx) => {
    tx.set('file', file)
    const count = await writeRows(file, rows)
    await checkQuality(rows)
    return count
  })
})

const folder = await mkdtemp(join(tmpdir(), 'quality-gate-'))
const good = await load.returnState(folder, 'monday', [{ id: 1, amount: 10 }])
const bad = await load.returnState(folder, 'tuesday', [{ id: 1, amount: -10 }])
console.log(good.name, bad.name, await readdir(folder))
await rm(folder, { recursive: true })
