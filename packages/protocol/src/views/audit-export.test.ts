import { expect, test } from 'vitest'
import type { AuditEntry } from '../objects/account.ts'
import { AUDIT_CSV_HEAD, auditCsv, auditJsonLines } from './audit-export.ts'

const ENTRY = {
  number: 7,
  at: '2026-11-22T10:00:00Z',
  who: { kind: 'user', id: 'u', name: '=HYPERLINK("x")' },
  address: '127.0.0.1',
  program: null,
  action: 'variables.update',
  kind: 'variable',
  id: 'v',
  name: 'a, "b"\nc',
  status: 204,
  details: { fields: ['value'] },
  request_id: null,
  hash: 'f00',
} as const satisfies AuditEntry

test('cells are quoted, and none is a formula', () => {
  expect(AUDIT_CSV_HEAD).toBe('number,at,who,address,program,action,kind,id,name,status,details,request_id,hash\r\n')
  expect(auditCsv([ENTRY])).toBe(
    `7,2026-11-22T10:00:00Z,"'=HYPERLINK(""x"")",127.0.0.1,,variables.update,variable,v,"a, ""b""\nc",204,"{""fields"":[""value""]}",,f00\r\n`,
  )
})

test('lines of JSON have each entry as it is', () => {
  expect(
    auditJsonLines([ENTRY])
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual([ENTRY])
})
