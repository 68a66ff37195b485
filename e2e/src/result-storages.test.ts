import { mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cleanEnvironment, millrace, startS3, supervise, temporaryFolder } from '@millrace/testing'
import { s3Storage } from 'millrace'
import { expect, test } from 'vitest'

const SCRIPT = join(import.meta.dirname, '..', 'flows', 'results-elsewhere.ts')

test('results go to S3, encrypted and by name, and come from there in a second attempt', { timeout: 120_000 }, async () => {
  await using s3 = await startS3('results')
  await using home = await temporaryFolder()
  const witness = join(home.path, 'witness')
  const env = { MILLRACE_HOME: home.path, ...s3.env, BUCKET: s3.bucket, WITNESS: witness }
  const child = supervise({ program: process.execPath, argv: [SCRIPT], env: cleanEnvironment(env) })
  expect(await child.ended, child.output()).toBe(0)
  expect(child.output()).toContain('came to 5')
  expect(await readFile(witness, 'utf8')).toBe('fetched\n')

  const listed = await (await fetch(`${s3.url}/${s3.bucket}?list-type=2`)).text()
  const keys = [...listed.matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key = '']) => key)
  expect(keys).toContain('results/summaries/monday.json')
  const options = { endpoint: s3.url, access_key_id: 'test', secret_access_key: 'test', region: 'us-east-1' }
  const storage = s3Storage(s3.bucket, { root: 'results', options })
  const texts = await Promise.all(keys.map(async (key) => await storage.read(key.replace('results/', ''))))
  expect(texts.join('\n')).toContain('encrypted/devalue')
  expect(texts.join('\n')).not.toContain('hunter2')

  const old = await fetch(`${s3.url}/${s3.bucket}/flows/report.ts`, { method: 'PUT', body: 'export const report = 1' })
  expect(old.status).toBe(200)
  const clean = (where: string, ...options: string[]) =>
    millrace(['results', 'clean', '--older-than', '0m', '--storage', where, ...options], { env: { MILLRACE_HOME: home.path, ...s3.env } })
  expect((await clean(`s3://${s3.bucket}/results`, '--dry-run')).output).toContain(`${keys.length} result(s)`)
  // In the whole bucket there is code too, which stays.
  expect((await clean(`s3://${s3.bucket}`, '-y')).output.replaceAll(/\s+/g, ' ')).toMatch(
    new RegExp(`Deleted ${keys.length} result\\(s\\) .*; 1 old file\\(s\\) are no results and stay`),
  )
  const left = await (await fetch(`${s3.url}/${s3.bucket}?list-type=2`)).text()
  expect([...left.matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key]) => key)).toEqual(['flows/report.ts'])

  const refused = supervise({ program: process.execPath, argv: [SCRIPT], env: cleanEnvironment({ ...env, BUCKET: 'nowhere' }) })
  expect(await refused.ended).toBe(1)
  expect(refused.output()).toMatch(/s3:\/\/nowhere\/results is not there, so nobody can write '.*'.*Create its bucket/s)
})

test('without the package that reaches S3 the error says how to install it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-e2e-'))
  await mkdir(join(folder, 'node_modules'), { recursive: true })
  await symlink(join(import.meta.dirname, '..', '..', 'node_modules', '@millrace'), join(folder, 'node_modules', '@millrace'))
  const program = `
    import { registerHooks } from 'node:module'
    registerHooks({ resolve: (name, context, next) => { if (name === 'opendal') throw new Error('not installed'); return next(name, context) } })
    const { s3Storage } = await import('@millrace/sdk')
    await s3Storage('any').read('x').catch((error) => console.log(error.message))`
  const child = supervise({
    program: process.execPath,
    argv: ['--input-type=module', '-e', program],
    env: cleanEnvironment({}),
    cwd: folder,
  })
  expect(await child.ended, child.output()).toBe(0)
  expect(child.output()).toContain('s3://any is reached by a package that is not installed here: npm install opendal@0.49.2')
  await rm(folder, { recursive: true })
})
