import { readFile, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { freePort, millrace, temporaryFolder } from '@millrace/testing'
import { expect, test } from 'vitest'

test('a server is left running in the background, used, and stopped', async () => {
  await using home = await temporaryFolder()
  const env = { MILLRACE_HOME: home.path }
  const port = String(await freePort())
  const started = await millrace(['server', 'start', '--background', '--port', port, '--no-ui'], { env })
  try {
    expect(started.code, started.output).toBe(0)
    expect(started.output).toContain(`runs in the background: http://127.0.0.1:${port}/api`)
    expect(await millrace(['flow', 'ls', '-o', 'json'], { env })).toMatchObject({ code: 0, output: '[]\n' })
    expect(await millrace(['server', 'start', '-b', '--port', port, '--no-ui'], { env })).toMatchObject({
      code: 1,
      output: expect.stringContaining('runs in the background already') as string,
    })
  } finally {
    const stopped = await millrace(['server', 'stop'], { env })
    expect(stopped.output).toMatch(/The server \(process \d+\) has ended/)
  }
  expect(await fetch(`http://127.0.0.1:${port}/api/health`).catch(() => 'gone')).toBe('gone')
  expect((await millrace(['server', 'stop'], { env })).code).toBe(1)
})

test('a process that got the number of a server that is gone is left alone, and a server that cannot start says why', async () => {
  await using home = await temporaryFolder()
  const env = { MILLRACE_HOME: home.path }
  await writeFile(join(home.path, 'background-server.json'), JSON.stringify({ pid: process.pid, start: 'long ago' }))
  expect((await millrace(['server', 'stop'], { env })).output).toContain('no server of')
  const occupied = createServer()
  await new Promise<void>((resolve) => occupied.listen(0, '127.0.0.1', resolve))
  const { port } = occupied.address() as AddressInfo
  const failed = await millrace(['server', 'start', '-b', '--port', String(port), '--no-ui'], { env })
  occupied.close()
  expect(failed.code).toBe(1)
  expect(failed.output).toMatch(/did not get ready: .*is in use by another program/)
  await expect(readFile(join(home.path, 'background-server.json'))).rejects.toThrow('ENOENT')
})
