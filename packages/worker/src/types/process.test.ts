import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FlowRun } from '@millrace/protocol'
import { afterAll, describe, expect, it } from 'vitest'
import { processType } from './process.ts'
import { type ProcessConfiguration, processConfiguration } from './process-configuration.ts'
import type { Job } from './worker-type.ts'
import { describeWorkerType } from './worker-type.testsuite.ts'

const command = (script: string): string => `'${process.execPath}' -e '${script.replaceAll("'", `'"'"'`)}'`

describeWorkerType('process', () => ({
  type: processType,
  configure: (script, env = {}) => processConfiguration.parse({ command: command(script), env }),
}))

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'millrace-type-')))
afterAll(() => rmSync(folder, { recursive: true }))

function job(
  configuration: Record<string, unknown>,
  codePath: string | null = null,
): Job<ProcessConfiguration> & { readonly lines: string[] } {
  const lines: string[] = []
  return {
    flowRun: { id: '1', name: 'x' } as FlowRun,
    attempt: undefined,
    configuration: processConfiguration.parse({ command: command('console.log(process.cwd())'), ...configuration }),
    entrypoint: null,
    codePath,
    environment: { MILLRACE_HOME: join(folder, 'home') },
    onLine: (line) => lines.push(line),
    lines,
  }
}

describe('a process starts', () => {
  it('in the working directory that was chosen', async () => {
    const given = job({ working_dir: folder }, '/nowhere')
    const { ended, identifier } = await processType.start(given)
    await ended
    expect(given.lines).toEqual([folder])
    expect(identifier).toMatch(new RegExp(`^${hostname()}:\\d+$`))
  })

  it('in the folder of the code otherwise', async () => {
    const given = job({}, folder)
    await (
      await processType.start(given)
    ).ended
    expect(given.lines).toEqual([folder])
  })

  it('in a temporary folder when there is no code, and says when the folder is not there', async () => {
    const given = job({})
    await (
      await processType.start(given)
    ).ended
    expect(given.lines[0]).toMatch(/\/worker\/processes\/1-0\/work$/)
    await expect(processType.start(job({ working_dir: '/no/such/folder' }))).rejects.toThrow(
      `the working directory /no/such/folder is no folder on ${hostname()}`,
    )
  })
})
