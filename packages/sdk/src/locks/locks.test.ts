import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fileLocks } from './file-locks.ts'
import { describeLockManager } from './lock-manager.testsuite.ts'
import { memoryLocks } from './memory-locks.ts'

let folder = ''
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'millrace-locks-'))))
afterAll(async () => await rm(folder, { recursive: true, force: true }))

describeLockManager('memory', () => memoryLocks())
describeLockManager('file system', () => fileLocks(join(folder, 'suite')))

/** Takes a lock in a process of its own and answers that process, which goes on holding it. */
async function holdElsewhere(place: string): Promise<ReturnType<typeof spawn>> {
  const module = new URL('./file-locks.ts', import.meta.url).href
  const code = `const { fileLocks } = await import(${JSON.stringify(module)})
    await fileLocks(${JSON.stringify(place)}).acquire('key', 'elsewhere')
    console.log('held')
    setInterval(() => undefined, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  return child
}

test('the lock of a process that was killed is free at once, for one of those who wait after the other', async () => {
  const place = join(folder, 'killed')
  const child = await holdElsewhere(place)
  let inside = 0
  let most = 0
  const waiting = Array.from({ length: 8 }, async (_, index) => {
    const locks = fileLocks(place)
    await locks.acquire('key', `waiting-${index}`)
    inside += 1
    most = Math.max(most, inside)
    await new Promise((resolve) => setImmediate(resolve))
    inside -= 1
    await locks.release('key', `waiting-${index}`)
  })
  expect(await fileLocks(place).acquire('key', 'too early', { timeoutSeconds: 0.1 })).toBe(false)
  child.kill('SIGKILL')
  await Promise.all(waiting)
  expect(most).toBe(1)
  expect(await readdir(place)).toEqual([])
})

test('a lock of another machine is free when it was not renewed for half a minute', async () => {
  const place = join(folder, 'stale')
  await fileLocks(place).acquire('key', 'a')
  const [name = ''] = await readdir(place)
  const file = join(place, name)
  await writeFile(file, (await readFile(file, 'utf8')).replace(/"host":"[^"]*"/, '"host":"elsewhere"'))
  expect(await fileLocks(place).acquire('key', 'b', { timeoutSeconds: 0 })).toBe(false)
  const before = new Date(Date.now() - 31_000)
  await utimes(file, before, before)
  expect(await fileLocks(place).acquire('key', 'b', { timeoutSeconds: 5 })).toBe(true)
  expect(await readdir(place)).toEqual([name])
  await fileLocks(place).release('key', 'b')
})
