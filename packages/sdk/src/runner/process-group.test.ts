import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { type ProcessGroup, ProcessNotStarted, startProcessGroup } from './process-group.ts'

const folder = mkdtempSync(join(tmpdir(), 'millrace-process-'))
afterAll(() => rmSync(folder, { recursive: true }))

const { PATH } = process.env

interface Started extends ProcessGroup {
  readonly lines: string[]
  /** Resolves when the process has written this line. */
  readonly has: (line: string) => Promise<void>
}

async function start(script: string): Promise<Started> {
  const lines: string[] = []
  const waiting = new Map<string, () => void>()
  const group = await startProcessGroup({
    command: [process.execPath, '-e', script],
    cwd: folder,
    env: { PATH, GREETING: 'hello' },
    onLine(line, stream) {
      lines.push(`${stream}: ${line}`)
      waiting.get(line)?.()
    },
  })
  const has = (line: string): Promise<void> =>
    new Promise((resolve) => {
      waiting.set(line, resolve)
      if (lines.some((text) => text.endsWith(`: ${line}`))) resolve()
    })
  return { ...group, lines, has }
}

describe('a process group', () => {
  it('hands on its output by lines and says how it ended', async () => {
    const { ended, lines } = await start(
      'console.log(process.env.GREETING); console.error("oh"); process.stdout.write("no newline"); process.exitCode = 3',
    )
    expect(await ended).toEqual({ exitCode: 3, signal: null })
    expect(lines.toSorted()).toEqual(['stderr: oh', 'stdout: hello', 'stdout: no newline'])
  })

  it('is asked to end first', async () => {
    const { stop, has } = await start('process.on("SIGTERM", () => process.exit(7)); setInterval(() => {}, 1000); console.log("up")')
    await has('up')
    expect(await stop(30)).toEqual({ exitCode: 7, signal: null })
  })

  it('is ended by force when it does not listen', async () => {
    const { stop, has } = await start('process.on("SIGTERM", () => {}); setInterval(() => {}, 1000); console.log("up")')
    await has('up')
    expect(await stop(0)).toEqual({ exitCode: null, signal: 'SIGKILL' })
  })

  it('takes the processes that it started with it', async () => {
    const { stop, has } = await start(`
      const { spawn } = require('node:child_process')
      const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
      require('node:fs').writeFileSync('child.pid', String(child.pid))
      child.once('spawn', () => console.log('up'))
      setInterval(() => {}, 1000)`)
    await has('up')
    await stop(0)
    const pid = Number(readFileSync(join(folder, 'child.pid'), 'utf8'))
    // Nobody reaps an orphan in a container without an init process: it is gone when it runs no more.
    await expect.poll(() => isRunning(pid)).toBe(false)
  })

  it('that cannot be started says why', async () => {
    const missing = startProcessGroup({ command: ['no-such-program'], cwd: folder, env: { PATH } })
    await expect(missing).rejects.toThrow(ProcessNotStarted)
    await expect(missing).rejects.toThrow(`no-such-program could not be started in ${folder}`)
  })
})

function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}
