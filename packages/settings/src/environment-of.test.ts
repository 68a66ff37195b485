import { expect, test } from 'vitest'
import { environmentOf } from './environment-of.ts'
import { loadSettings } from './load-settings.ts'

test('S280 gives what was chosen under both names, and what is ours or the server’s under ours only', () => {
  const settings = loadSettings({
    env: {
      MILLRACE_HOME: '/nowhere/home',
      PREFECT_API_URL: 'http://a/api',
      MILLRACE_LOGGING_TO_API_ENABLED: 'no',
      MILLRACE_RESULTS_DEFAULT_SERIALIZER: 'json',
      MILLRACE_SERVER_API_PORT: '5000',
      MILLRACE_TASKS_DEFAULT_RETRY_DELAY_SECONDS: '1,2',
    },
    cwd: '/nowhere',
  })
  expect(environmentOf(settings)).toEqual({
    MILLRACE_HOME: '/nowhere/home',
    MILLRACE_API_URL: 'http://a/api',
    PREFECT_API_URL: 'http://a/api',
    MILLRACE_LOGGING_TO_API_ENABLED: 'false',
    PREFECT_LOGGING_TO_API_ENABLED: 'false',
    MILLRACE_RESULTS_DEFAULT_SERIALIZER: 'json',
    MILLRACE_SERVER_API_PORT: '5000',
    MILLRACE_TASKS_DEFAULT_RETRY_DELAY_SECONDS: '1,2',
    PREFECT_TASKS_DEFAULT_RETRY_DELAY_SECONDS: '1,2',
  })
})
