import { mkdtempSync, mkdirSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { InvalidSettings, ProfileError, SettingsFileError } from './errors.ts'
import { type LoadOptions, loadSettings, sourceOf, warningsOf } from './load-settings.ts'
import type { Settings } from './registry.ts'

/** An empty home and an empty working folder, with files as given. */
function setup(files: { readonly cwd?: Record<string, string>; readonly home?: Record<string, string> } = {}) {
  const root = mkdtempSync(join(tmpdir(), 'millrace-settings-'))
  const [cwd, home] = [join(root, 'project'), join(root, 'home')]
  for (const [folder, contents] of [
    [cwd, files.cwd ?? {}],
    [home, files.home ?? {}],
  ] as const) {
    mkdirSync(folder)
    for (const [name, content] of Object.entries(contents)) writeFileSync(join(folder, name), content)
  }
  const load = (env: Record<string, string> = {}, overrides: LoadOptions['overrides'] = {}): Settings =>
    loadSettings({ env: { MILLRACE_HOME: home, ...env }, cwd, overrides })
  return { cwd, home, load }
}

test('falls back to the defaults, those of paths below the home', () => {
  const { home, load } = setup()
  const settings = load()
  expect(settings.home).toBe(home)
  expect(settings.server.api.port).toBe(4200)
  expect(settings.api.url).toBeNull()
  expect(settings.server.database.connectionUrl).toBe(`sqlite:///${home}/millrace.db`)
  expect(sourceOf(settings, 'server.api.port')).toMatchObject({ kind: 'default' })
})

test('takes each source before the next: flag, environment, .env, project files, profile', () => {
  const name = 'MILLRACE_SERVER_API_PORT'
  const { load } = setup({
    cwd: {
      '.env': `${name}=3\n`,
      'millrace.toml':
        '[server.api]\nport = 4\n[server.services.late_runs]\nafter_seconds = 40\nloop_seconds = 40\n[api]\nrequest_timeout = 40\n',
      'prefect.toml':
        '[server.api]\nport = 5\n[server.services.late_runs]\nafter_seconds = 50\nloop_seconds = 50\n[runner]\npoll_frequency = 50\n',
      'pyproject.toml': '[tool.prefect.runner]\npoll_frequency = 60\nprocess_limit = 60\n',
    },
    home: {
      'profiles.toml': `active = "local"\n[profiles.local]\n${name} = 7\nPREFECT_RUNNER_PROCESS_LIMIT = "7"\nPREFECT_CLIENT_MAX_RETRIES = "7"\n`,
    },
  })
  expect(load({ [name]: '2' }, { 'server.api.port': '1' }).server.api.port).toBe(1)
  expect(load({ [name]: '2' }).server.api.port).toBe(2)
  const settings = load()
  expect(settings.server.api.port).toBe(3)
  expect(settings.server.services.lateRuns).toMatchObject({ afterSeconds: 40, loopSeconds: 40 })
  expect(settings.runner).toMatchObject({ pollFrequency: 50, processLimit: 60 })
  expect(settings.client.maxRetries).toBe(7)
  expect(
    (['server.api.port', 'api.requestTimeout', 'runner.pollFrequency', 'runner.processLimit', 'client.maxRetries'] as const).map(
      (path) => sourceOf(settings, path).label,
    ),
  ).toEqual(['.env', 'millrace.toml', 'prefect.toml', 'pyproject.toml [tool.prefect]', 'profile local'])
})

test('reads our name before the one of Prefect, and the older names of both last', () => {
  const { load } = setup()
  const older = 'API_DATABASE_CONNECTION_URL'
  const path = 'SERVER_DATABASE_CONNECTION_URL'
  const urlOf = (env: Record<string, string>): string | null => load(env).server.database.connectionUrl
  expect(urlOf({ [`PREFECT_${older}`]: 'a' })).toBe('a')
  expect(urlOf({ [`PREFECT_${older}`]: 'a', [`PREFECT_${path}`]: 'b' })).toBe('b')
  expect(urlOf({ [`PREFECT_${path}`]: 'b', [`MILLRACE_${older}`]: 'c' })).toBe('c')
  expect(urlOf({ [`MILLRACE_${older}`]: 'c', [`MILLRACE_${path}`]: 'd' })).toBe('d')
  expect(load({ MILLRACE_API_BLOCKS_REGISTER_ON_START: 'false' }).server.registerBlocksOnStart).toBe(false)
})

test("does not take Prefect's home for ours, nor what is said differently there", () => {
  const settings = loadSettings({ env: { PREFECT_HOME: '/elsewhere', PREFECT_RESULTS_DEFAULT_SERIALIZER: 'pickle' }, cwd: setup().cwd })
  expect(settings.home).toBe(join(homedir(), '.millrace'))
  expect(settings.results.defaultSerializer).toBe('devalue')
})

test('takes an empty value for nothing where nothing is allowed, and for not set elsewhere', () => {
  const { load } = setup({ home: { 'profiles.toml': 'active = "p"\n[profiles.p]\nMILLRACE_API_URL = "http://a/api"\n' } })
  expect(load().api.url).toBe('http://a/api')
  expect(load({ MILLRACE_API_URL: '' }).api.url).toBeNull()
  expect(load({ MILLRACE_SERVER_API_PORT: '' }).server.api.port).toBe(4200)
})

test('reads durations, lists, tables and words as Prefect writes them', () => {
  const settings = setup().load({
    MILLRACE_SERVER_SERVICES_LATE_RUNS_AFTER_SECONDS: '0:01:30',
    PREFECT_SERVER_SERVICES_SCHEDULER_MAX_SCHEDULED_TIME: '100 days, 0:00:00',
    PREFECT_API_REQUEST_TIMEOUT: 'PT1M',
    MILLRACE_TASKS_DEFAULT_RETRY_DELAY_SECONDS: '1,5,30',
    MILLRACE_CLIENT_CUSTOM_HEADERS: '{"X-Team": "a"}',
    MILLRACE_LOGGING_LEVEL: 'debug',
    MILLRACE_LOGGING_LOG_PRINTS: 'yes',
  })
  expect(settings.server.services).toMatchObject({ lateRuns: { afterSeconds: 90 }, scheduler: { maxScheduledTime: 8_640_000 } })
  expect(settings.api.requestTimeout).toBe(60)
  expect(settings.tasks.defaultRetryDelaySeconds).toEqual([1, 5, 30])
  expect(settings.client.customHeaders).toEqual({ 'X-Team': 'a' })
  expect(settings.logging).toMatchObject({ level: 'DEBUG', logPrints: true })
})

test('names every bad value, where it stands, what was expected and what came', () => {
  const { load } = setup({ cwd: { 'millrace.toml': '[runner]\nprocess_limit = []\n' } })
  const attempt = (): unknown => load({ PREFECT_SERVER_API_PORT: '70000', MILLRACE_SERVER_DATABASE_SYNCHRONOUS: 'maybe' })
  expect(attempt).toThrow(InvalidSettings)
  expect(attempt).toThrow('PREFECT_SERVER_API_PORT (environment): expected a whole number from 0 to 65535, got "70000"')
  expect(attempt).toThrow('MILLRACE_SERVER_DATABASE_SYNCHRONOUS (environment): expected one of FULL, NORMAL, OFF, got "maybe"')
  expect(attempt).toThrow('runner.process_limit (millrace.toml): expected a whole number of at least 1, got []')
})

test('does not show a secret that cannot be used', () => {
  const { load } = setup({ cwd: { 'millrace.toml': '[api]\nkey = 12345\n' } })
  expect(load).toThrow('api.key (millrace.toml): expected text, got a value that is not shown')
})

test('warns of names of ours that are no settings, with the nearest one', () => {
  const { load } = setup({ cwd: { 'millrace.toml': '[server.api]\nprot = 1\n[client.custom_headers]\nX-Team = "a"\n' } })
  const settings = load({ MILLRACE_SERVER_API_PROT: '1', MILLRACE__FLOW_RUN_ID: 'x', MILLRACE_DEBUG: '1', PREFECT_WHATEVER: '1' })
  expect(warningsOf(settings)).toEqual([
    'MILLRACE_SERVER_API_PROT (environment) is no setting of Millrace; did you mean MILLRACE_SERVER_API_PORT?',
    'server.api.prot (millrace.toml) is no setting of Millrace; did you mean server.api.port?',
  ])
})

test('is not warned of what Kubernetes tells each pod of a service whose name begins like a setting', () => {
  const { load } = setup()
  const linked = {
    MILLRACE_SERVER_SERVICE_HOST: '10.0.0.7',
    MILLRACE_SERVER_SERVICE_PORT: '4200',
    MILLRACE_SERVER_SERVICE_PORT_HTTP: '4200',
    MILLRACE_SERVER_PORT: 'tcp://10.0.0.7:4200',
    MILLRACE_SERVER_PORT_4200_TCP: 'tcp://10.0.0.7:4200',
    MILLRACE_SERVER_PORT_4200_TCP_PROTO: 'tcp',
    MILLRACE_SERVER_PORT_4200_TCP_PORT: '4200',
    MILLRACE_SERVER_PORT_4200_TCP_ADDR: '10.0.0.7',
  }
  expect(warningsOf(load(linked))).toEqual([])
  expect(warningsOf(load({ MILLRACE_SERVER_PORT: '4200' }))).toEqual([expect.stringContaining('MILLRACE_SERVER_PORT')])
})

test('uses the profile that is asked for, and names the alike when there is none', () => {
  const { load } = setup({
    home: { 'profiles.toml': 'active = "a"\n[profiles.a]\n[profiles.staging]\nMILLRACE_API_URL = "http://s/api"\n' },
  })
  expect(load({ MILLRACE_PROFILE: 'staging' }).api.url).toBe('http://s/api')
  expect(load({}, { profile: 'staging' }).api.url).toBe('http://s/api')
  expect(() => load({ MILLRACE_PROFILE: 'stagging' })).toThrow(ProfileError)
  expect(() => load({ MILLRACE_PROFILE: 'stagging' })).toThrow("Profile 'stagging' not found. Did you mean staging?")
})

test('names the line and column of a file that is no TOML', () => {
  const { load } = setup({ cwd: { 'prefect.toml': '[api]\nurl = \n' } })
  expect(load).toThrow(SettingsFileError)
  expect(load).toThrow(/prefect\.toml:2:\d+: /)
})
