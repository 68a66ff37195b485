import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { adoptKeptProcess, type KeptProcess, startKeptProcess } from './kept-process.ts'

const root = mkdtempSync(join(tmpdir(), 'millrace-kept-'))
afterAll(() => rmSync(root, { recursive: true }))

let counter = 0

interface Heard {
  readonly lines: string[]
  /** Resolves when this line was handed on. */
  readonly has: (line: string) => Promise<void>
  readonly onLine: (line: string) => void
}

function hear(): Heard {
  const lines: string[] = []
  const has = async (line: string): Promise<void> => {
    await expect.poll(() => lines, { timeout: 20_000 }).toContain(line)
  }
  return { lines, has, onLine: (line) => lines.push(line) }
}

async function start(script: string, heard = hear()): Promise<KeptProcess & { readonly folder: string; readonly heard: Heard }> {
  const folder = join(root, `process-${(counter += 1)}`)
  const command = [process.execPath, '-e', script] as const
  const kept = await startKeptProcess({ command, cwd: root, env: { PATH: process.env['PATH'] }, folder, onLine: heard.onLine })
  return { ...kept, folder, heard }
}

const FOREVER = 'setInterval(() => {}, 1000)'

describe('a process that is kept', () => {
  it('has the process id of the program, not of the shell around it', async () => {
    const { pid, ended, heard } = await start('console.log(process.pid)')
    await ended
    expect(heard.lines).toEqual([String(pid)])
  })

  it('hands on all it wrote, however much, and a last line without its end', async () => {
    const { ended, heard } = await start('for (let i = 0; i < 50000; i += 1) console.log("line " + i); process.stdout.write("last ü")')
    expect(await ended).toEqual({ exitCode: 0, signal: null })
    expect(heard.lines).toHaveLength(50_001)
    expect(heard.lines.at(-1)).toBe('last ü')
  })

  it('names the signal that ended its program, and adds no word of the shell', async () => {
    const { ended, heard } = await start('process.kill(process.pid, "SIGKILL")')
    expect(await ended).toEqual({ exitCode: null, signal: 'SIGKILL' })
    expect(heard.lines).toEqual([])
  })

  it('that is no program ends with 127', async () => {
    const heard = hear()
    const command = ['no-such-program'] as const
    const { ended } = await startKeptProcess({ command, cwd: root, env: {}, folder: join(root, 'none'), onLine: heard.onLine })
    expect(await ended).toEqual({ exitCode: 127, signal: null })
    expect(heard.lines.join('\n')).toContain('no-such-program: not found')
  })

  it('takes its program along when only the shell is killed', async () => {
    const { pid, ended, folder, heard } = await start(`console.log('up'); ${FOREVER}`)
    await heard.has('up')
    process.kill(Number(readFileSync(join(folder, 'shim'), 'utf8')), 'SIGKILL')
    expect(await ended).toEqual({ exitCode: null, signal: 'SIGKILL' })
    await expect.poll(() => isRunning(pid)).toBe(false)
  })
})

describe('a process that is adopted', () => {
  it('is the same, with its output and its exit code', async () => {
    const { pid, folder, heard } = await start(
      `console.log('up'); process.on('SIGTERM', () => { console.log('bye'); process.exit(7) }); ${FOREVER}`,
    )
    await heard.has('up')
    const later = hear()
    const adopted = await adoptKeptProcess({ folder, onLine: later.onLine })
    expect(adopted?.pid).toBe(pid)
    expect(await adopted?.stop(30)).toEqual({ exitCode: 7, signal: null })
    expect(later.lines).toEqual(['up', 'bye'])
  })

  it('tells how it ended before', async () => {
    const { ended, folder } = await start('console.log("so far"); process.exitCode = 3')
    await ended
    const later = hear()
    const adopted = await adoptKeptProcess({ folder, onLine: later.onLine })
    expect(await adopted?.ended).toEqual({ exitCode: 3, signal: null })
    expect(later.lines).toEqual(['so far'])
  })

  it('is unknown where none was started', async () => {
    expect(await adoptKeptProcess({ folder: join(root, 'empty'), onLine: () => undefined })).toBeUndefined()
  })
})

const isRunning = (pid: number): boolean => existsSync(`/proc/${pid}`) && !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
