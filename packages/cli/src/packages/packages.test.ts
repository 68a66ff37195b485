import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MissingWorkerPackage } from '@millrace/worker'
import { describe, expect, it } from 'vitest'
import { CommandFailure } from '../errors.ts'
import type { Prompts } from '../prompts.ts'
import { installPackage, installPlace } from './install-package.ts'
import { type InstallPolicy, withPackage } from './with-package.ts'

const answering = (answer: boolean, asked: string[] = []): Prompts => ({
  select: () => Promise.reject(new Error('nothing to choose')),
  text: () => Promise.reject(new Error('nothing to write')),
  password: () => Promise.reject(new Error('nothing to hide')),
  async confirm(question) {
    asked.push(question)
    return await Promise.resolve(answer)
  },
})

/** Something that works once its package is there. */
async function started(policy: InstallPolicy, prompts?: Prompts): Promise<{ result: string; installed: string[] }> {
  const installed: string[] = []
  const action = async (): Promise<string> => {
    if (installed.length === 0) throw new MissingWorkerPackage('docker', '@millrace/docker')
    return await Promise.resolve('started')
  }
  const install = async (name: string): Promise<void> => void (await Promise.resolve(installed.push(name)))
  return { result: await withPackage(action, { policy, prompts, install }), installed }
}

describe('a package that is missing', () => {
  it.each(['always', 'if-not-present'] as const)('is installed by the policy %s', async (policy) => {
    expect(await started(policy)).toEqual({ result: 'started', installed: ['@millrace/docker'] })
  })

  it('is named by the policy never, and where nobody can be asked', async () => {
    await expect(started('never', answering(true))).rejects.toThrow('npm install @millrace/docker')
    await expect(started('prompt')).rejects.toThrow(MissingWorkerPackage)
  })

  it('is installed when somebody agrees', async () => {
    const asked: string[] = []
    expect((await started('prompt', answering(true, asked))).installed).toEqual(['@millrace/docker'])
    expect(asked).toEqual(["workers of type 'docker' need the package @millrace/docker: npm install @millrace/docker. Install it now?"])
    await expect(started('prompt', answering(false))).rejects.toThrow(MissingWorkerPackage)
  })

  it('that cannot be loaded right after says to start again', async () => {
    const action = (): Promise<string> => Promise.reject(new MissingWorkerPackage('docker', '@millrace/docker'))
    const installing = { policy: 'always', prompts: undefined, install: () => Promise.resolve() } as const
    await expect(withPackage(action, installing)).rejects.toThrow(
      new CommandFailure('@millrace/docker is installed now; start the worker again.'),
    )
  })
})

describe('npm', () => {
  it('installs into the project that this installation belongs to', async () => {
    const root = mkdtempSync(join(tmpdir(), 'millrace-install-'))
    try {
      const [project, addition] = [join(root, 'project'), join(root, 'addition')]
      for (const folder of [project, addition]) mkdirSync(folder)
      writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'project', private: true }))
      writeFileSync(join(addition, 'package.json'), JSON.stringify({ name: 'addition', version: '1.2.3' }))
      const place = installPlace('/elsewhere', join(project, 'node_modules', '@millrace', 'cli', 'src', 'x.js'))
      expect(place).toEqual({ cwd: project, args: [] })
      await installPackage(addition, place)
      expect(JSON.parse(readFileSync(join(project, 'node_modules', 'addition', 'package.json'), 'utf8'))).toMatchObject({
        version: '1.2.3',
      })
      await expect(installPackage(join(root, 'nothing'), place)).rejects.toThrow(
        /^npm install .*nothing in .*project failed: it ended with code/,
      )
    } finally {
      rmSync(root, { recursive: true })
    }
  })

  it('installs globally where this installation is global', () => {
    expect(installPlace('/elsewhere', '/usr/lib/node_modules/millrace/x.js')).toEqual({ cwd: '/elsewhere', args: ['--global'] })
  })
})
