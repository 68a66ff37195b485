import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { cleanEnvironment, freePort, supervise, temporaryFolder } from '@millrace/testing'
import { expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '..', '..')

test('one command runs the main job from server to report and ends by itself', async () => {
  await using home = await temporaryFolder()
  const port = String(await freePort())
  const demo = supervise({
    program: process.execPath,
    argv: [join(ROOT, 'examples', 'demo.ts'), '--exit', '--home', home.path, '--port', port],
    env: cleanEnvironment(),
    cwd: ROOT,
  })
  expect(await demo.ended, demo.output()).toBe(0)

  const output = demo.output()
  expect(output).toContain('Completed')
  expect(output).toContain('the archive is not reachable yet')
  expect(output).toContain(`http://127.0.0.1:${port}/api`)
  expect(output).toContain(`http://127.0.0.1:${port}/docs`)
  const report = await readFile(join(home.path, 'reports', 'climate-new-york.md'), 'utf8')
  expect(report).toContain('| 2012 | 366 |')
  expect(report).toMatch(/hottest: 201\d-0[67]-\d\d, 3\d(\.\d)? °C/)
})

test('Ctrl-C ends the server and the worker of the main job', async () => {
  await using home = await temporaryFolder()
  const port = String(await freePort())
  await using demo = supervise({
    program: process.execPath,
    argv: [join(ROOT, 'examples', 'demo.ts'), '--home', home.path, '--port', port],
    env: cleanEnvironment(),
    cwd: ROOT,
  })
  await demo.says(/Ctrl-C stops them/, 60)
  expect((await fetch(`http://127.0.0.1:${port}/api/health`)).ok).toBe(true)
  demo.kill('SIGINT', true)
  expect(await demo.ended, demo.output()).toBe(0)
  await expect(fetch(`http://127.0.0.1:${port}/api/health`)).rejects.toThrow('fetch failed')
})
