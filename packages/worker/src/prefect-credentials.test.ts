import { tmpdir } from 'node:os'
import { loadSettings } from '@millrace/settings'
import { expect, test } from 'vitest'
import { prefectCredentials } from './prefect-credentials.ts'

const given = (env: Record<string, string>) => prefectCredentials(loadSettings({ env, cwd: tmpdir(), overrides: { home: tmpdir() } }))

test("a key of ours is an auth string for Prefect's sockets; keys of others, and auth strings, stay what they are", () => {
  expect(given({ MILLRACE_API_KEY: 'mlr_0f3a9c12_x' })).toEqual({ PREFECT_API_AUTH_STRING: 'worker:mlr_0f3a9c12_x' })
  expect(given({ MILLRACE_API_KEY: 'pnu_of_another' })).toEqual({})
  expect(given({ MILLRACE_API_KEY: 'mlr_0f3a9c12_x', MILLRACE_API_AUTH_STRING: 'a:b' })).toEqual({})
  expect(given({})).toEqual({})
})
