import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { type DeploymentDefinition, deploymentDefinition, PROCESS_INFRASTRUCTURE } from './definition.ts'
import { deploymentText, parseDeployments, readDeploymentFile, writeDeploymentFile } from './deployment-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'millrace-deployment-'))
afterAll(() => rmSync(folder, { recursive: true }))

const definition: DeploymentDefinition = deploymentDefinition.parse({
  name: 'catfact',
  description: 'Gets.\nFacts.',
  version: 'd8c015216093acefa154bc3201912bb9',
  work_queue_name: 'test',
  tags: ['a', 'yes'],
  parameters: { answer: 42, code: '012' },
  schedules: [{ schedule: { cron: '*/1 * * * *', timezone: 'Europe/Berlin', day_or: true }, active: true }],
  infra_overrides: { 'env.A': 'b', customizations: '[{"op":"add","path":"/spec","value":{"cpu":"4000m"}}]' },
  infrastructure: { ...PROCESS_INFRASTRUCTURE },
  flow_name: 'Cat Facts',
  path: '/flows',
  entrypoint: 'cat.ts:catfactsFlow',
  parameter_openapi_schema: {
    title: 'Parameters',
    type: 'object',
    properties: { url: { title: 'url', position: 0, type: 'string' } },
    required: ['url'],
    definitions: {},
  },
  timestamp: '2026-11-21T06:30:01.139376Z',
  triggers: [],
})

const TEXT = `###
### A complete description of a Millrace Deployment for flow 'Cat Facts'
###
name: catfact
description: |-
  Gets.
  Facts.
version: d8c015216093acefa154bc3201912bb9
# The work queue that will handle this deployment's runs
work_queue_name: test
work_pool_name: null
tags:
- a
- 'yes'
parameters:
  answer: 42
  code: '012'
schedule: null
schedules:
- schedule:
    cron: '*/1 * * * *'
    timezone: Europe/Berlin
    day_or: true
  active: true
is_schedule_active: null
infra_overrides:
  env.A: b
  customizations: '[{"op":"add","path":"/spec","value":{"cpu":"4000m"}}]'
infrastructure:
  type: process
  env: {}
  labels: {}
  name: null
  command: null
  stream_output: true
  working_dir: null
  block_type_slug: process
  _block_type_slug: process

###
### DO NOT EDIT BELOW THIS LINE
###
flow_name: Cat Facts
manifest_path: null
storage: null
path: /flows
entrypoint: cat.ts:catfactsFlow
parameter_openapi_schema:
  title: Parameters
  type: object
  properties:
    url:
      title: url
      position: 0
      type: string
  required:
  - url
  definitions: {}
timestamp: '2026-11-21T06:30:01.139376Z'
triggers: []
enforce_parameter_schema: null
`

describe('a deployment file', () => {
  it('S037 S151 S152 S153 S154 is written as Prefect 2 writes it', () => {
    expect(deploymentText(definition)).toBe(TEXT)
  })

  it('is read as it was written', () => {
    expect(parseDeployments(TEXT, 'x.yaml')).toEqual([definition])
  })

  it('S158 may hold several deployments', () => {
    expect(parseDeployments(`${TEXT}---\n${TEXT.replace('name: catfact', 'name: weekly')}`, 'x.yaml').map(({ name }) => name)).toEqual([
      'catfact',
      'weekly',
    ])
  })

  it('S159 is read as YAML 1.1', () => {
    const [read] = parseDeployments(
      'name: 1\nflow_name: f\nis_schedule_active: yes\nparameters: {octal: 012, when: 2026-01-02}\n',
      'x.yaml',
    )
    expect(read).toMatchObject({ name: '1', is_schedule_active: true, parameters: { octal: 10, when: '2026-01-02T00:00:00.000Z' } })
  })

  it('keeps comments and hand-made formatting when it is written again', () => {
    const file = join(folder, 'kept.yaml')
    writeFileSync(file, TEXT.replace('tags:\n- a', 'tags: # who asked\n- a').replace('answer: 42', 'answer: 42 # the usual'))
    writeDeploymentFile(file, { ...definition, version: '2', parameters: { answer: 42, code: '012' } })
    const text = readFileSync(file, 'utf8')
    expect(text).toContain('# who asked')
    expect(text).toContain('answer: 42 # the usual')
    expect(text).toContain("version: '2'")
    expect(text).toContain('### DO NOT EDIT BELOW THIS LINE')
    expect(text).toContain("# The work queue that will handle this deployment's runs")
    expect(readDeploymentFile(file)).toEqual([{ ...definition, version: '2' }])
  })

  it.each([
    ['malformed YAML', 'name: a\ntags: [a\nflow_name: b\n', /^x\.yaml:\d+:\d+: malformed YAML: /],
    ['a tab', 'name: a\n\tflow_name: b\n', /^x\.yaml:2:1: malformed YAML: /],
    ['the same key twice', 'name: a\nname: b\n', /^x\.yaml:2:1: malformed YAML: Map keys must be unique/],
    ['a value of the wrong type', 'name: a\nflow_name: f\ntags:\n  a: 1\n', /^x\.yaml:4:3: this is no deployment: tags: /],
    ['a missing key', 'name: a\n', /^x\.yaml:1:1: this is no deployment: flow_name: it is missing$/],
    [
      'an unknown key',
      'name: a\ntag: [b]\nflow_name: f\n',
      /^x\.yaml:2:1: this is no deployment: tag: there is no such key; did you mean 'tags'\?$/,
    ],
    ['a list', '- a\n', /^x\.yaml:1:1: this is no deployment: the document: /],
    [
      'a bad schedule',
      'name: a\nflow_name: f\nschedules:\n- schedule: {interval: -1}\n',
      /^x\.yaml:4:\d+: this is no deployment: schedules\.0\.schedule/,
    ],
    ['nothing', '# only a comment\n', /^x\.yaml: it holds no deployment: it is empty/],
  ])('with %s says where', (_, content, message) => {
    expect(() => parseDeployments(content, 'x.yaml')).toThrow(message)
  })

  it('that is not there says so', () => {
    expect(() => readDeploymentFile(join(folder, 'gone.yaml'))).toThrow('gone.yaml: there is no such file')
  })
})
