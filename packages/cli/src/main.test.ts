import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { main } from './main.ts'
import { capturedIo } from './testing/captured-io.ts'

/** Runs a command on an empty home, without a server. */
async function run(argv: readonly string[], env: Record<string, string> = {}) {
  const home = mkdtempSync(join(tmpdir(), 'millrace-cli-'))
  const io = capturedIo({ env: { MILLRACE_HOME: home, ...env }, cwd: home })
  const code = await main(argv, io)
  return { code, ...io.printed() }
}

test('prints its help without arguments', async () => {
  const { code, out, err } = await run([])
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(out).toContain('work-pool')
  expect(out).toContain('Make and manage deployments')
})

test.each([
  [['--help']],
  [['deployment', '--help']],
  [['deployment', 'schedule', 'create', '--help']],
  [['help', 'flow-run', 'logs']],
  [['flow-runs', 'logs', '--help']],
])('prints help for %j', async (argv) => {
  const { code, out, err } = await run(argv)
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(out).toContain('Usage: millrace')
})

test('prints versions', async () => {
  expect((await run(['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/)
  const { code, out } = await run(['version', '-o', 'json'])
  expect(code).toBe(0)
  expect(JSON.parse(out)).toMatchObject({ 'API version': '0.8.4', 'Node.js version': process.versions.node })
})

test.each([
  [['deploymnet'], /unknown command 'deploymnet'\n\(Did you mean deployment/],
  [['deployment', 'rnu'], /unknown command 'rnu'\n\(Did you mean run/],
  [['deployment', 'ls', '--nope'], /unknown option '--nope'/],
  [['flow-run', 'inspect'], /missing required argument 'id'/],
  [['flow', 'ls', '--limit', 'many'], /Expected a whole number of at least 1, got 'many'/],
  [['flow', 'ls', '-o', 'yaml'], /Allowed choices are json, text/],
  [['flow', 'ls', 'excess'], /too many arguments/],
  [['deployment'], /Usage: millrace deployment/],
])('ends with 2 for the wrong usage %j', async (argv, reason) => {
  const { code, out, err } = await run(argv)
  expect(code).toBe(2)
  expect(out).toBe('')
  expect(err).toMatch(reason)
})

test('names the address of a server that does not answer, and where it was set', async () => {
  const { code, err } = await run(['flow-run', 'ls'], { PREFECT_API_URL: 'http://127.0.0.1:1/api', MILLRACE_CLIENT_MAX_RETRIES: '0' })
  expect(code).toBe(1)
  expect(err).toContain('http://127.0.0.1:1/api')
  expect(err).toContain('(PREFECT_API_URL from environment)')
  expect(err).not.toMatch(/\n\s+at /)
})

test('shows the stack of an error with MILLRACE_DEBUG', async () => {
  const { err } = await run(['flow-run', 'ls'], {
    MILLRACE_API_URL: 'http://127.0.0.1:1/api',
    MILLRACE_CLIENT_MAX_RETRIES: '0',
    MILLRACE_DEBUG: '1',
  })
  expect(err).toMatch(/\n\s+at /)
})

test('works without a server, on the database of the home', async () => {
  const { code, out, err } = await run(['flow-run', 'ls', '-o', 'json'])
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(JSON.parse(out)).toEqual([])
})

test('S062 an agent that nobody told the address of a server says so, and where it looks for runs', async () => {
  const { code, err } = await run(['agent', 'start', '-q', 'test', '--run-once'])
  expect(code).toBe(0)
  expect(err).toMatch(/No server is set, and none runs here: runs are looked for in the database of .+ only\. Set MILLRACE_API_URL/)
})

test('names a bad setting and where it stands', async () => {
  const { code, err } = await run(['flow-run', 'ls'], { MILLRACE_CLIENT_MAX_RETRIES: 'many' })
  expect(code).toBe(1)
  expect(err).toBe('MILLRACE_CLIENT_MAX_RETRIES (environment): expected a whole number of at least 0, got "many"\n')
})

test('warns of a setting that is none', async () => {
  const { code, err } = await run(['config', 'view'], { MILLRACE_API_ULR: 'x' })
  expect(code).toBe(0)
  expect(err).toContain('MILLRACE_API_ULR (environment) is no setting of Millrace; did you mean MILLRACE_API_URL?')
})
