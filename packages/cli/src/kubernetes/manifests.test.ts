import { readFileSync } from 'node:fs'
import { startKubernetes } from '@millrace/testing/kubernetes'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { main } from '../main.ts'
import { capturedIo } from '../testing/captured-io.ts'
import type { KubernetesObject } from './manifests.ts'

let cluster: Awaited<ReturnType<typeof startKubernetes>>
beforeAll(async () => {
  cluster = await startKubernetes({ images: {}, namespaces: ['flows'] })
})
afterAll(() => cluster[Symbol.asyncDispose]())

async function manifest(...argv: readonly string[]): Promise<KubernetesObject[]> {
  const io = capturedIo()
  const code = await main(['kubernetes', 'manifest', ...argv], io)
  const { out, err } = io.printed()
  expect(code, err).toBe(0)
  return objectsOf(out)
}

const objectsOf = (yaml: string): KubernetesObject[] =>
  parseAllDocuments(yaml).map((document) => (document as { toJS(): KubernetesObject }).toJS())

const PLURALS: Readonly<Record<string, string>> = {
  Deployment: 'deployments',
  PersistentVolumeClaim: 'persistentvolumeclaims',
  Role: 'roles',
  RoleBinding: 'rolebindings',
  Service: 'services',
  ServiceAccount: 'serviceaccounts',
}

/** Sends an object to an API server that refuses what the published OpenAPI document does not allow, unknown fields included. */
async function apply(object: KubernetesObject): Promise<number> {
  const { apiVersion, kind, metadata } = object
  const path = `${apiVersion.includes('/') ? 'apis' : 'api'}/${apiVersion}/namespaces/${String(metadata['namespace'])}/${PLURALS[kind]}`
  const response = await fetch(`${cluster.url}/${path}?fieldValidation=Strict&dryRun=All`, { method: 'POST', body: JSON.stringify(object) })
  if (!response.ok) throw new Error(await response.text())
  return response.status
}

const kinds = (objects: readonly KubernetesObject[]): string[] => objects.map(({ kind }) => kind)

describe('millrace kubernetes manifest', () => {
  it('prints a server with a volume, or with a Postgres database', async () => {
    const alone = await manifest('server', '-n', 'flows')
    expect(kinds(alone)).toEqual(['PersistentVolumeClaim', 'Deployment', 'Service'])
    const shared = await manifest('server', '-n', 'flows', '--database-secret', 'database', '-i', 'registry.example/millrace:1')
    expect(kinds(shared)).toEqual(['Deployment', 'Service'])
    expect(JSON.stringify(shared)).toContain('"valueFrom":{"secretKeyRef":{"name":"database","key":"connection-url"}}')
    expect(await Promise.all([...alone, ...shared].map(apply))).toEqual(Array.from({ length: 5 }, () => 201))
  })

  it('prints a worker with the rights that it needs and no others', async () => {
    const objects = await manifest('worker', '-n', 'flows', '--pool', 'cluster', '--api-key-secret', 'keys')
    expect(kinds(objects)).toEqual(['ServiceAccount', 'Role', 'RoleBinding', 'PersistentVolumeClaim', 'Deployment'])
    expect(JSON.stringify(objects)).toContain('"--pool","cluster","--type","kubernetes"')
    expect(await Promise.all(objects.map(apply))).toEqual(Array.from({ length: 5 }, () => 201))
  })

  it('prints the job of 2.20 for blocks', async () => {
    const [job] = await manifest('flow-run-job')
    expect(job).toMatchObject({ kind: 'Job', spec: { template: { spec: { containers: [{ name: 'prefect-job', env: [] }] } } } })
  })
})

/** What `npm run render-chart` does, and the files that it has written. */
interface Chart {
  readonly CHOICES: Readonly<Record<string, readonly string[]>>
  readonly chartDigest: () => string
  readonly renderedFile: (choice: string) => string
  readonly lintChart: () => Told | undefined
  readonly renderChart: (values: readonly string[]) => Told | undefined
}
interface Told {
  readonly code: number | null
  readonly out: string
  readonly err: string
}
const chart = (await import(new URL('../../../../scripts/render-chart.ts', import.meta.url).href)) as Chart

const HEAD = /^# Rendered by Helm v3\.\d+(?:\.\d+)? of the chart ([0-9a-f]{64}): .*\n/

/** A choice of values as Helm rendered it. */
const rendered = (choice: string): KubernetesObject[] => objectsOf(readFileSync(chart.renderedFile(choice), 'utf8').replace(HEAD, ''))

const find = (objects: readonly KubernetesObject[], kind: string, name: string): KubernetesObject | undefined =>
  objects.find((object) => object.kind === kind && object.metadata['name'] === name)

/** What the chart has of its own: labels, which selectors go by, and the image. */
const OWN: ReadonlySet<string> = new Set(['labels', 'selector', 'image'])
const shared = (object: KubernetesObject | undefined): unknown =>
  JSON.parse(JSON.stringify(object, (key, value: unknown) => (OWN.has(key) ? undefined : value)))

describe('the Helm chart, as Helm rendered it', () => {
  it.each(Object.keys(chart.CHOICES))('is what stands in charts/rendered/%s.yaml, and a cluster takes it', async (choice) => {
    const [, digest] = HEAD.exec(readFileSync(chart.renderedFile(choice), 'utf8')) ?? []
    expect(digest, 'the chart has changed: npm run render-chart').toBe(chart.chartDigest())
    const objects = rendered(choice)
    expect(objects.length).toBeGreaterThan(3)
    expect(await Promise.all(objects.map(apply))).toEqual(objects.map(() => 201))
  })

  it('makes what `kubernetes manifest` prints', async () => {
    const printed = [...(await manifest('server', '-n', 'flows')), ...(await manifest('worker', '-n', 'flows', '--pool', 'kubernetes'))]
    const usual = rendered('usual')
    expect(kinds(usual).toSorted()).toEqual(kinds(printed).toSorted())
    for (const object of printed)
      expect(shared(find(usual, object.kind, String(object.metadata['name'])))).toMatchObject(shared(object) as object)
  })

  it('does what its values say', () => {
    const chosen = rendered('chosen')
    const text = JSON.stringify(chosen)
    expect(text).toContain('"image":"registry.example/millrace:1"')
    expect(text).toContain('{"name":"MILLRACE_LOGGING_LEVEL","value":"10"}')
    expect(text).toContain('"--pool","cluster","--type","kubernetes","--name","millrace-worker","--with-healthcheck","--limit","5"')
    expect(text).toContain('"value":"http://millrace-server:80/api"')
    expect(text).toContain('"secretKeyRef":{"name":"database","key":"connection-url"}')
    expect(text).toContain('"resources":{"limits":{"memory":"1Gi"}}')
    expect(text).toContain('{"name":"REGION","value":"eu"}')
    expect(kinds(chosen).filter((kind) => kind === 'PersistentVolumeClaim')).toHaveLength(1)
    expect(kinds(rendered('worker-alone'))).not.toContain('Service')
  })
})

const hasHelm = ((): boolean => {
  const found = chart.lintChart() !== undefined
  if (!found) process.stderr.write('helm is not installed: the chart is compared as charts/rendered has it, and NOT RENDERED ANEW\n')
  return found
})()

describe.skipIf(!hasHelm)('the Helm chart', () => {
  it('lints, and renders what stands in charts/rendered', () => {
    expect(chart.lintChart()).toMatchObject({ code: 0 })
    for (const [choice, values] of Object.entries(chart.CHOICES))
      expect(chart.renderChart(values)?.out, choice).toBe(readFileSync(chart.renderedFile(choice), 'utf8').replace(HEAD, ''))
  })

  it.each([
    [['server.replicas=2'], 'server.replicas above 1 needs server.databaseSecret: servers cannot share a file of SQLite'],
    [['server.enabled=false'], 'worker.apiUrl is needed where server.enabled is false: the worker has no server to ask'],
    [['server.replcias=2'], 'replcias'],
    [['worker.limit=0'], 'limit'],
  ])('refuses %j, and says why', (values, reason) => {
    expect(chart.renderChart(values)).toMatchObject({ code: 1, err: expect.stringContaining(reason) as string })
  })
})
