import { expect, it } from 'vitest'
import { pino } from 'pino'
import { openTestApi } from '../api/testing.ts'
import { AuditLog } from './audit-log.ts'
import { entriesIn, sampleDraft } from './testing.ts'

const DRAFT = sampleDraft()

it('writes each entry with its hash to the log of the server, too, where the settings ask for it', async () => {
  await using api = await openTestApi('sqlite', { 'server.auditEnabled': true })
  const lines: string[] = []
  const log = pino({ level: 'error', base: null }, { write: (line: string) => void lines.push(line) })
  const audit = new AuditLog({ ...api.context, log })
  await audit.record([DRAFT, DRAFT])
  expect(lines.map((line) => JSON.parse(line) as { audit: boolean; entry: unknown })).toMatchObject(
    (await entriesIn(api.context.store)).map((entry) => ({ audit: true, entry })),
  )
})

it('tries again where the database does not take an entry', async () => {
  let failures = 1
  await using api = await openTestApi('sqlite', {}, (store) => ({
    ...store,
    read: (work) => store.read(work),
    write: async (work) => {
      if (failures-- > 0) throw new Error('the database has gone away')
      return await store.write(work)
    },
  }))
  await new AuditLog(api.context).record([DRAFT])
  expect(await entriesIn(api.context.store)).toHaveLength(1)
})

it('has in the log of the server what cannot be written, and does not fail what has happened', async () => {
  const api = await openTestApi('sqlite')
  const lines: string[] = []
  const log = pino({ level: 'error', base: null }, { write: (line: string) => void lines.push(line) })
  const audit = new AuditLog({ ...api.context, log })
  await api[Symbol.asyncDispose]()
  await audit.record([DRAFT])
  expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
    { entries: [DRAFT], msg: 'entries of the audit log could not be written' },
  ])
})
