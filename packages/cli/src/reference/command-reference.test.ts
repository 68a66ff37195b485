import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { createContext } from '../context.ts'
import { COMMANDS } from '../main.ts'
import { capturedIo } from '../testing/captured-io.ts'
import { commandReference } from './command-reference.ts'

/** Tables are aligned by the formatter. */
const words = (markdown: string): string => markdown.replaceAll(/\| *:?-+:? *(?=\|)/g, '|---').replaceAll(/ *\| */g, '|')

test('docs/cli.md says what the commands are; if not: npm run cli-reference -w @millrace/cli && npx oxfmt docs/cli.md', async () => {
  const reference = await commandReference(COMMANDS, createContext(capturedIo()))
  expect(reference).toContain('| `automation pause [NAME]` | Switch an automation off | `--id <id>` `-y, --yes` |')
  const written = await readFile(new URL('../../../../docs/cli.md', import.meta.url), 'utf8')
  expect(words(written)).toBe(words(reference))
})
