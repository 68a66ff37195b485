import { expect, test } from 'vitest'
import { entries, environmentName } from './registry.ts'
import { settingsReference } from './settings-reference.ts'

test('has a row for every setting with its default and what it may be', () => {
  const reference = settingsReference()
  for (const entry of entries) expect(reference).toContain(`| \`${environmentName(entry)}\` |`)
  expect(reference).toContain('| `MILLRACE_SERVER_API_PORT` | `4200` | a whole number from 0 to 65535 |')
  expect(reference).toContain('| `MILLRACE_WORKER_HEARTBEAT_SECONDS` | `30` | a number of seconds of at least 0 |')
})
