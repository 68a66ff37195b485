import type { Deployment } from '@millrace/protocol'
import { expect, test } from 'vitest'
import { asCode, asCommand, asYaml } from './copy-as.ts'

const DEPLOYMENT = {
  name: 'weather',
  version: '1.0',
  description: 'Looks: up',
  tags: ['daily', 'on'],
  entrypoint: 'flows/forecast.ts:forecast',
  parameters: { city: 'Oslo', place: { lat: 60.4 }, empty: [] },
  enforce_parameter_schema: true,
  concurrency_limit: 2,
  concurrency_options: { collision_strategy: 'ENQUEUE', grace_period_seconds: null },
  work_pool_name: 'local',
  work_queue_name: 'default',
  job_variables: { env: { A: '1' } },
  schedules: [{ schedule: { cron: '30 2 * * *', timezone: 'Europe/Berlin', day_or: true }, active: false, slug: null, parameters: {} }],
  pull_steps: null,
} as unknown as Deployment

test('a deployment is an entry of a project file, without what says nothing', () => {
  expect(asYaml(DEPLOYMENT)).toBe(`deployments:
  - name: weather
    version: "1.0"
    description: "Looks: up"
    tags:
      - daily
      - "on"
    entrypoint: "flows/forecast.ts:forecast"
    parameters:
      city: Oslo
      place:
        lat: 60.4
      empty: []
    concurrency_limit:
      limit: 2
      collision_strategy: ENQUEUE
    work_pool:
      name: local
      work_queue_name: default
      job_variables:
        env:
          A: "1"
    schedules:
      - cron: "30 2 * * *"
        timezone: Europe/Berlin
        active: false
`)
})

test('a deployment is a call in code', () => {
  const code = asCode(DEPLOYMENT, 'warehouse-import')
  expect(code).toMatch(/^await warehouseImport\.deploy\(\{\n {2}name: "weather",\n {2}pool: "local",/)
  expect(code).toContain('  cron: "30 2 * * *",\n  timezone: "Europe/Berlin"')
})

test('what a run differs in is a command, quoted for a shell', () => {
  const nothing = { parameters: {}, tags: [], jobVariables: {}, name: '', at: undefined }
  expect(asCommand('forecast/weather', nothing)).toBe('millrace deployment run forecast/weather')
  expect(
    asCommand('my flow/weather', {
      parameters: { city: "L'Aquila", days: 3 },
      tags: ['a b'],
      jobVariables: { cpu: 1 },
      name: 'by-hand',
      at: '2031-07-01T09:30:00Z',
    }),
  ).toBe(
    String.raw`millrace deployment run 'my flow/weather' --param 'city="L'\''Aquila"' --param days=3 --tag 'a b' --job-variable cpu=1 --flow-run-name by-hand --start-at 2031-07-01T09:30:00Z`,
  )
})
