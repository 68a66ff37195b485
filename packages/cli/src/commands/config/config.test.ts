import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { main } from '../../main.ts'
import { capturedIo } from '../../testing/captured-io.ts'

function setup() {
  const home = mkdtempSync(join(tmpdir(), 'millrace-cli-'))
  const run = async (argv: readonly string[], env: Record<string, string> = {}) => {
    const io = capturedIo({ env: { MILLRACE_HOME: home, ...env }, cwd: home })
    const code = await main(argv, io)
    return { code, ...io.printed() }
  }
  return { home, run, file: () => readFileSync(join(home, 'profiles.toml'), 'utf8') }
}

test('sets, shows and removes settings of the active profile', async () => {
  const { run, file } = setup()
  const set = await run(['config', 'set', 'PREFECT_API_URL=http://a/api', 'MILLRACE_API_KEY=secret'])
  expect(set).toMatchObject({ code: 0, err: '' })
  expect(set.out).toContain("Set 'MILLRACE_API_URL' to 'http://a/api'.")
  expect(set.out).toContain("Set 'MILLRACE_API_KEY' to '********'.")
  expect(file()).toContain('MILLRACE_API_URL = "http://a/api"')

  const view = await run(['config', 'view'])
  expect(view.out).toContain("MILLRACE_API_URL='http://a/api' (from profile default)")
  expect(view.out).toContain("MILLRACE_API_KEY='********'")
  expect((await run(['config', 'view', '--show-secrets'])).out).toContain("MILLRACE_API_KEY='secret'")
  expect(JSON.parse((await run(['config', 'view', '-o', 'json', '--show-defaults'])).out)).toMatchObject({
    MILLRACE_API_URL: { value: 'http://a/api', source: 'profile default' },
    MILLRACE_SERVER_API_PORT: { value: '4200', source: 'default' },
  })

  expect(await run(['config', 'unset', 'MILLRACE_API_URL', '-y'])).toMatchObject({ code: 0 })
  expect(file()).not.toContain('API_URL')
  const again = await run(['config', 'unset', 'MILLRACE_API_URL'])
  expect(again).toMatchObject({ code: 1, err: "'MILLRACE_API_URL' is not set in profile 'default'.\n" })
})

test('says which name of Prefect a value was found under', async () => {
  const { run } = setup()
  const { out } = await run(['config', 'view'], { PREFECT_API_URL: 'http://b/api' })
  expect(out).toContain("MILLRACE_API_URL='http://b/api' (from environment PREFECT_API_URL)")
})

test('warns when the environment wins over what was set', async () => {
  const { run } = setup()
  const { code, err } = await run(['config', 'set', 'MILLRACE_API_URL=http://a/api'], { PREFECT_API_URL: 'http://b/api' })
  expect(code).toBe(0)
  expect(err).toContain('PREFECT_API_URL is set in the environment too')
})

test.each([
  ['MILLRACE_API_ULR=x', 1, /Unknown setting 'MILLRACE_API_ULR'. Did you mean MILLRACE_API_URL/],
  ['MILLRACE_SERVER_API_PORT=many', 1, /expected a whole number from 0 to 65535, got 'many'/],
  ['MILLRACE_HOME=/x', 1, /cannot be set in one/],
  ['MILLRACE_API_URL', 2, /expected name=value/],
])('refuses to set %s', async (text, code, reason) => {
  const { run } = setup()
  const refused = await run(['config', 'set', text])
  expect(refused.code).toBe(code)
  expect(refused.err).toMatch(reason)
})

test('validates what is written', async () => {
  const { run } = setup()
  expect(await run(['config', 'validate'])).toMatchObject({ code: 0, out: 'Configuration valid!\n' })
  expect(await run(['config', 'validate'], { MILLRACE_SERVER_API_PORT: 'x' })).toMatchObject({ code: 1 })
  expect(await run(['config', 'validate'], { MILLRACE_SERVER_API_PROT: '1' })).toMatchObject({ code: 1 })
})

test('adds the profiles to begin with, and leaves those that are there', async () => {
  const { run, file } = setup()
  await run(['config', 'set', 'MILLRACE_API_URL=http://a/api'])
  expect(await run(['profile', 'populate-defaults', '-y'])).toMatchObject({ code: 0, out: expect.stringContaining("Added 'local'") })
  expect(file()).toContain('http://a/api')
  expect(file()).toContain('http://127.0.0.1:4200/api')
  expect(await run(['profile', 'populate-defaults'])).toMatchObject({ code: 0, out: 'No changes: default and local are there.\n' })
})

test('makes, uses, shows, renames and deletes profiles', async () => {
  const { run } = setup()
  await run(['config', 'set', 'MILLRACE_API_URL=http://a/api'])
  expect(await run(['profile', 'create', 'local', '--from', 'default'])).toMatchObject({ code: 0 })
  expect(await run(['profile', 'create', 'local'])).toMatchObject({ code: 1, err: "Profile 'local' already exists.\n" })
  expect(await run(['profile', 'use', 'local'])).toMatchObject({ code: 0, out: "Profile 'local' is now active.\n" })
  expect(await run(['profile', 'use', 'locale'])).toMatchObject({ code: 1, err: "Profile 'locale' not found. Did you mean local?\n" })
  expect(JSON.parse((await run(['profile', 'ls', '-o', 'json'])).out)).toEqual({ active: 'local', profiles: ['default', 'local'] })
  expect((await run(['profile', 'ls'])).out).toContain('* local')
  expect(await run(['profile', 'inspect'])).toMatchObject({ code: 0, out: "MILLRACE_API_URL='http://a/api'\n" })
  expect(await run(['profile', 'rename', 'local', 'near'])).toMatchObject({ code: 0 })
  expect(await run(['profile', 'rename', 'local', 'x'])).toMatchObject({ code: 1 })
  expect(await run(['profile', 'delete', 'near'])).toMatchObject({ code: 1 })
  expect(await run(['profile', 'delete', 'default', '-y'])).toMatchObject({ code: 0 })
  expect(JSON.parse((await run(['profile', 'ls', '-o', 'json'])).out)).toEqual({ active: 'near', profiles: ['near'] })
  expect((await run(['--profile', 'far', 'config', 'view'])).err).toContain("Profile 'far' not found. There are: near.")
})
