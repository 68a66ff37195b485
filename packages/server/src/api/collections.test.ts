import type { Json } from '@millrace/protocol'
import { expect, it } from 'vitest'
import { findMismatch } from '../json-schema/find-mismatch.ts'
import { openTestApi } from './testing.ts'

interface Metadata {
  readonly type: string
  readonly default_base_job_configuration: {
    readonly variables?: { readonly properties: Record<string, Json> }
    readonly job_configuration?: Json
  }
}

const metadata = async (): Promise<Metadata[]> => {
  await using api = await openTestApi('sqlite')
  const { body } = await api.call('GET', '/collections/views/aggregate-worker-metadata')
  return Object.values(body as Record<string, Record<string, Metadata>>).flatMap((types) => Object.values(types))
}

it('knows the types of worker', async () => {
  expect((await metadata()).map(({ type }) => type).toSorted()).toEqual(['docker', 'kubernetes', 'prefect-agent', 'process'])
})

it('has a variable for each placeholder of a job, and a place for each variable', async () => {
  for (const { default_base_job_configuration: template } of await metadata()) {
    const placeholders = [...JSON.stringify(template.job_configuration ?? {}).matchAll(/\{\{ (\w+) \}\}/g)].map(([, name]) => name)
    expect(new Set(placeholders)).toEqual(new Set(Object.keys(template.variables?.properties ?? {})))
  }
})

it('has defaults that its own schema admits', async () => {
  for (const { default_base_job_configuration: template } of await metadata()) {
    const properties = Object.entries(template.variables?.properties ?? {}) as [string, { readonly default?: Json }][]
    const defaults = Object.fromEntries(properties.flatMap(([name, part]) => (part.default === undefined ? [] : [[name, part.default]])))
    expect(findMismatch(defaults, (template.variables ?? {}) as Json)).toBeUndefined()
  }
})

it('says so of a view that it does not know', async () => {
  await using api = await openTestApi('sqlite')
  expect(await api.call('GET', '/collections/views/constructor')).toMatchObject({
    status: 404,
    body: { detail: 'View constructor not found in registry' },
  })
})
