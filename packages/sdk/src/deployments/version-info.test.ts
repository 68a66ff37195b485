import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { temporaryFolder } from '@millrace/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readRepository, versionOf } from './version-info.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let sha: string

const git = async (...argv: string[]): Promise<string> => {
  const author = ['-c', 'user.name=Tester', '-c', 'user.email=tester@example.com', '-c', 'init.defaultBranch=main']
  return (await promisify(execFile)('git', [...author, ...argv], { cwd: folder.path })).stdout.trim()
}

const GITHUB = {
  GITHUB_SHA: '0123456789abcdef0123456789abcdef01234567',
  GITHUB_REF_NAME: 'release',
  GITHUB_REPOSITORY: 'shop/flows',
  GITHUB_SERVER_URL: 'https://git.example',
}

const version = (given: Partial<Parameters<typeof versionOf>[0]> = {}): ReturnType<typeof versionOf> =>
  versionOf({ otherwise: 'of-the-file', repository: () => readRepository(folder.path), env: {}, ...given })

beforeAll(async () => {
  folder = await temporaryFolder()
})
afterAll(() => folder[Symbol.asyncDispose]())

// Each builds on what the one before did to the folder.
describe('the version of a deployment', () => {
  it('is what was given, else that of the flow, where nothing is under version control', async () => {
    expect(await version()).toEqual({ version: 'of-the-file', version_info: { type: 'prefect:simple', version: 'of-the-file' } })
    expect(await version({ version: '7' })).toEqual({ version: '7', version_info: { type: 'prefect:simple', version: '7' } })
    await expect(version({ type: 'vcs:git' })).rejects.toThrow('version_type vcs:git needs a git repository with a commit')
  })

  it('is the commit of a repository that has an origin', async () => {
    await git('init', '--quiet')
    await git('commit', '--quiet', '--allow-empty', '--message', 'Say hello\n\nAt length.')
    sha = await git('rev-parse', 'HEAD')
    expect((await version()).version).toBe('of-the-file')
    expect((await version({ type: 'vcs:git' })).version).toBe(sha.slice(0, 8))

    await git('remote', 'add', 'origin', 'https://me:secret@git.example/shop/flows.git')
    const commit = {
      commit_sha: sha,
      branch: 'main',
      message: 'Say hello',
      repository: 'shop/flows',
      url: 'https://git.example/shop/flows.git',
    }
    const short = sha.slice(0, 8)
    expect(await version()).toEqual({ version: short, version_info: { type: 'vcs:git', version: short, ...commit } })
    expect(await version({ version: '7' })).toEqual({ version: '7', version_info: { type: 'vcs:git', version: '7', ...commit } })
    expect((await version({ type: 'prefect:simple' })).version_info).toEqual({ type: 'prefect:simple', version: 'of-the-file' })
  })

  it('is the commit that a service builds', async () => {
    expect(await version({ env: GITHUB })).toEqual({
      version: '01234567',
      version_info: {
        type: 'vcs:github',
        version: '01234567',
        commit_sha: GITHUB.GITHUB_SHA,
        branch: 'release',
        message: 'Say hello',
        repository: 'shop/flows',
        url: `https://git.example/shop/flows/tree/${GITHUB.GITHUB_SHA}`,
      },
    })
    expect((await version({ env: GITHUB, type: 'vcs:git' })).version_info.type).toBe('vcs:git')
  })

  it('is refused where it is asked for and not to be had', async () => {
    await expect(version({ type: 'vcs:gitlab' })).rejects.toThrow(
      'version_type vcs:gitlab needs CI_COMMIT_SHA, CI_COMMIT_REF_NAME and CI_PROJECT_NAME in the environment',
    )
    await expect(version({ type: 'svn' })).rejects.toThrow("version_type 'svn' is none of prefect:simple, vcs:github")
  })
})
