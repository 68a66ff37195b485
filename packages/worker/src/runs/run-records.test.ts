import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openRunRecords } from './run-records.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-records-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const ID = '0197c9a0-0000-7000-8000-000000000001'

/** Keeps a record in a process that is killed. */
function keepInAnother(identifier: string | null): void {
  const module = new URL('run-records.ts', import.meta.url).href
  const script = `import { openRunRecords } from '${module}'
    const record = await (await openRunRecords(process.argv[1])).keep('${ID}', 'claim-1')
    ${identifier === null ? '' : `await record.claimed(2); await record.started('${identifier}')`}
    process.kill(process.pid, 'SIGKILL')`
  const { signal } = spawnSync(process.execPath, ['--input-type=module', '-e', script, folder])
  expect(signal).toBe('SIGKILL')
}

describe('the record of a run', () => {
  it('is found by one of those who come after its worker', async () => {
    keepInAnother('host:7')
    const records = await openRunRecords(folder)
    const found = await Promise.all([records.takeLeftovers(), records.takeLeftovers()])
    expect(found.flat()).toMatchObject([
      { flowRunId: ID, record: { transitionId: 'claim-1', claimed: true, attempt: 2, identifier: 'host:7' } },
    ])
    expect(await records.takeLeftovers()).toEqual([])
  })

  it('is found when its claim had not been answered yet', async () => {
    keepInAnother(null)
    const record = { transitionId: 'claim-1', claimed: false, attempt: null, identifier: null }
    expect(await (await openRunRecords(folder)).takeLeftovers()).toMatchObject([{ flowRunId: ID, record }])
  })

  it('that was being written is cleared away', async () => {
    writeFileSync(join(folder, `${ID}.999999999.1.json.new`), '{"claimed":')
    expect(await (await openRunRecords(folder)).takeLeftovers()).toEqual([])
    expect(readdirSync(folder)).toEqual([])
  })

  it('is left alone while its worker lives, and is no more when the run is over', async () => {
    const records = await openRunRecords(folder)
    const kept = await records.keep(ID, 'claim-1')
    expect(await (await openRunRecords(folder)).takeLeftovers()).toEqual([])
    await kept.remove()
    expect(readdirSync(folder)).toEqual([])
  })
})
