import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { blocks } from '../blocks/built-in.ts'
import { BundleStorage } from '../bundles/bundle-storage.ts'
import type { FlowImage } from '../docker/flow-image.ts'
import { loadFlow } from '../entrypoints/load-flow.ts'
import { Flow, flow } from '../flow.ts'
import { sequential } from '../task-runners/sequential.ts'
import { threads } from '../task-runners/threads.ts'
import type { RegisterOptions } from './options.ts'
import { openTestServer, type TestServer } from '../testing/test-server.ts'

const SOURCE = `import { readFileSync } from 'node:fs'
import { flow } from '${join(import.meta.dirname, '..', 'index.ts')}'
export const report = flow({ name: 'report', storage: 'local-file-system/shelf' }, async (day = 'today') => day + readFileSync('q.sql', 'utf8'))
`

/** A folder with a flow and a file beside it, and a block of storage elsewhere. */
async function setup({
  home,
}: TestServer): Promise<{ readonly code: string; readonly storage: ReturnType<typeof blocks.localFileSystem.of> }> {
  const [code, shelf] = [join(home, 'code'), join(home, 'shelf')]
  await Promise.all([mkdir(code), mkdir(shelf)])
  await writeFile(join(code, 'report.ts'), SOURCE)
  await writeFile(join(code, 'q.sql'), 'select 1')
  return { code, storage: blocks.localFileSystem.of({ basepath: shelf }) }
}

describe('flow.register', () => {
  test('S001 S012 uploads the code to the storage of the options, and registers where it is', async () => {
    await using server = await openTestServer()
    await server.run(async () => {
      const { code, storage } = await setup(server)
      const shelf = await storage.save('shelf')
      const report = await loadFlow('report.ts:report', code)
      const { id } = await report.register({
        path: code,
        queue: 'nights',
        labels: ['daily'],
        parameters: { day: 'monday' },
        cron: '0 6 * * *',
      })
      const deployment = await server.client.deployments.read({ params: { id } })
      expect(deployment).toMatchObject({
        name: 'default',
        entrypoint: 'report.ts:report',
        work_queue_name: 'nights',
        tags: ['daily'],
        parameters: { day: 'monday' },
        storage_document_id: shelf.savedAs?.id,
        schedules: [{ schedule: { cron: '0 6 * * *' } }],
      })
      const fetched = await Flow.from({ source: shelf, entrypoint: 'report.ts:report' })
      expect(fetched.name).toBe('report')
      // Its folder goes with the process, and that of the tests lives on.
      await rm(dirname(fetched.definition.file ?? ''), { recursive: true })
      expect((await report.register({ path: code, build: false })).id).toBe(id)
    })
  })

  test('S014 takes storage and infrastructure that were set on the flow later, and keeps the infrastructure in a block', async () => {
    await using server = await openTestServer()
    await server.run(async () => {
      const { code, storage } = await setup(server)
      await server.client.blockTypes.installSystemBlockTypes({})
      const report = await loadFlow('report.ts:report', code)
      report.storage = storage
      report.storage = await storage.save('other')
      report.infrastructure = { type: 'kubernetes-job', image: 'flows:1', namespace: 'flows' }
      const { id } = await report.register({ path: code, name: 'k8s', jobVariables: { 'env.A': 'b' } })
      const deployment = await server.client.deployments.read({ params: { id } })
      expect(deployment.job_variables).toEqual({ image: 'flows:1', namespace: 'flows', env: { A: 'b' } })
      const block = await server.client.blockDocuments.read({ params: { id: deployment.infrastructure_document_id ?? '' } })
      expect(block).toMatchObject({ is_anonymous: true, block_type: { slug: 'kubernetes-job' } })
      report.infrastructure = await blocks.string.of({ value: 'x' }).save('word')
      await expect(report.register({ path: code })).rejects.toThrow("'string/word' is no infrastructure")
      report.infrastructure = 'process/none'
      await expect(report.register({ path: code })).rejects.toThrow("there is no block 'process/none'")
    })
  })
})

test('S012 S033 an image as storage is built with the flow in it, and is the image of the runs whatever else was said', async () => {
  await using server = await openTestServer()
  await server.run(async () => {
    const { code } = await setup(server)
    await server.client.blockTypes.installSystemBlockTypes({})
    const report = await loadFlow('report.ts:report', code)
    const image = fakeImage()
    report.storage = image
    report.infrastructure = { type: 'docker-container', image: 'another' }
    const { id } = await report.register({ path: code })
    expect(image.done).toEqual(['add report', 'build'])
    expect(await server.client.deployments.read({ params: { id } })).toMatchObject({
      job_variables: { image: 'flows:1' },
      work_queue_name: null,
      entrypoint: 'report.flow.mjs:report',
      path: '/opt/prefect/flows',
      storage_document_id: null,
    })
  })
})

test('S002 S010 a storage without a name is kept with its deployment, in the same anonymous block each time', async () => {
  await using server = await openTestServer()
  await server.run(async () => {
    const { code, storage } = await setup(server)
    const report = await loadFlow('report.ts:report', code)
    report.storage = storage
    const { id } = await report.register({ path: code })
    const { storage_document_id: kept } = await server.client.deployments.read({ params: { id } })
    const block = await server.client.blockDocuments.read({ params: { id: kept ?? '' } })
    expect(block).toMatchObject({ is_anonymous: true, data: { basepath: join(server.home, 'shelf') } })
    await report.register({ path: code })
    expect((await server.client.deployments.read({ params: { id } })).storage_document_id).toBe(kept)
    expect(await readFile(join(server.home, 'shelf', 'q.sql'), 'utf8')).toBe('select 1')
  })
})

test('S002 S015 a bundle storage keeps flows as they are when they are registered, each version in a folder of its own', async () => {
  await using server = await openTestServer()
  await server.run(async () => {
    const { code, storage } = await setup(server)
    const report = await loadFlow('report.ts:report', code)
    const shelf = new BundleStorage(await storage.save('shelf'), { path: 'kept' })
    report.storage = shelf
    expect(() => shelf.locationOf('report')).toThrow("local-file-system/shelf has no flow 'report'; it has none")
    const { id } = await report.register({ path: code, name: 'frozen' })
    const deployment = await server.client.deployments.read({ params: { id } })
    expect(deployment).toMatchObject({
      entrypoint: expect.stringMatching(/^\w+\.flow\.mjs:\w+$/) as string,
      path: expect.stringMatching(/^kept\/\w+\/[\da-f]{16}$/) as string,
    })
    expect([...shelf.flows]).toEqual([['report', deployment.path]])
    const kept = join(server.home, 'shelf', deployment.path ?? '', String(deployment.entrypoint).split(':')[0] ?? '')
    expect(await readFile(kept, 'utf8')).toContain('millrace-bundle')
    await report.register({ path: code, name: 'again' })
    expect((await server.client.deployments.readByName({ params: { flow_name: 'report', deployment_name: 'again' } })).path).toBe(
      deployment.path,
    )
  })
})

test('S015 where only this machine has the code, agents of other machines do not take its runs, unless they are to', async () => {
  await using server = await openTestServer()
  await server.run(async () => {
    const { code, storage } = await setup(server)
    const report = await loadFlow('report.ts:report', code)
    const queueOf = async (options: RegisterOptions): Promise<string | null> => (await report.register({ path: code, ...options })).queue
    report.storage = storage
    expect(await queueOf({ name: 'here' })).toBe(hostname())
    expect(await queueOf({ name: 'there', queue: 'nights' })).toBe('nights')
    expect(await queueOf({ name: 'anywhere', hostAffinity: false })).toBe(null)
    report.storage = undefined
    expect(await queueOf({ name: 'beside' })).toBe(hostname())
  })
})

/** An image of which nothing is built; the real one is tried in `@millrace/docker`. */
function fakeImage(): FlowImage & { readonly done: string[] } {
  const done: string[] = []
  const flows = new Map<string, unknown>()
  return {
    name: 'flows:1',
    registry: undefined,
    directory: '/opt/prefect/flows',
    flows,
    done,
    addFlow({ name }) {
      done.push(`add ${name}`)
      flows.set(name, true)
      return `/opt/prefect/flows/${name}.flow.mjs`
    },
    entrypointOf: (name) => `${name}.flow.mjs:${name}`,
    async build() {
      done.push('build')
    },
    async push() {
      done.push('push')
    },
  }
}

test('S004 S053 a task runner that is set later is that of the next run; other flows made of it keep what they were given', async () => {
  const first = flow({ name: 'first', taskRunner: sequential() }, async () => 1)
  const other = first.withOptions({ name: 'other' })
  const later = threads()
  first.taskRunner = later
  expect(first.definition.options.taskRunner).toBe(later)
  expect(first.withOptions({}).taskRunner).toBe(later)
  expect(other.taskRunner).not.toBe(later)
})
