import { chmod, readFile, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { temporaryFolder } from '@millrace/testing'
import { expect, test } from 'vitest'
import { main } from '../../main.ts'
import { capturedIo } from '../../testing/captured-io.ts'

test.skipIf(process.platform === 'win32')('opens the web UI in the browser, and tells its address where there is none', async () => {
  await using folder = await temporaryFolder()
  const opened = join(folder.path, 'opened')
  const opener = join(folder.path, process.platform === 'darwin' ? 'open' : 'xdg-open')
  const run = async (): Promise<{ readonly code: number; readonly out: string; readonly err: string }> => {
    const path = [folder.path, process.env['PATH']].join(delimiter)
    const io = capturedIo({ env: { MILLRACE_HOME: folder.path, MILLRACE_API_URL: 'http://server:4200/api', PATH: path }, cwd: folder.path })
    const code = await main(['dashboard', 'open'], io)
    return { code, ...io.printed() }
  }
  await writeFile(opener, `#!/bin/sh\nprintf %s "$1" > '${opened}'\n`)
  await chmod(opener, 0o755)
  expect(await run()).toEqual({ code: 0, out: "Opened 'http://server:4200' in browser.\n", err: '' })
  expect(await readFile(opened, 'utf8')).toBe('http://server:4200')
  await writeFile(opener, '#!/bin/sh\nexit 3\n')
  expect(await run()).toEqual({ code: 1, out: '', err: 'No browser could be opened; the address is http://server:4200\n' })
})
