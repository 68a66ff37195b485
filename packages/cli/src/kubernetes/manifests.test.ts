import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
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

const CHART = join(import.meta.dirname, '..', '..', '..', '..', 'charts', 'millrace')
const helm = (...argv: readonly string[]): ReturnType<typeof spawnSync> & { readonly stdout: string; readonly stderr: string } =>
  spawnSync('helm', argv, { encoding: 'utf8' })

const hasHelm = ((): boolean => {
  const found = helm('version', '--short').status === 0
  if (!found)
    process.stderr.write('helm is not installed: the chart is NOT TESTED (with Go: go install helm.sh/helm/v3/cmd/helm@v3.19.4)\n')
  return found
})()

describe.skipIf(!hasHelm)('the Helm chart', () => {
  const rendered = (...values: readonly string[]): KubernetesObject[] => {
    const { status, stdout, stderr } = helm('template', 'test', CHART, '-n', 'flows', ...values.flatMap((value) => ['--set', value]))
    expect(status, stderr).toBe(0)
    return objectsOf(stdout)
  }

  it('lints, and renders what a cluster takes', async () => {
    const { status, stdout } = helm('lint', '--strict', CHART)
    expect(status, stdout).toBe(0)
    const usual = rendered()
    expect(kinds(usual).toSorted()).toEqual([
      'Deployment',
      'Deployment',
      'PersistentVolumeClaim',
      'PersistentVolumeClaim',
      'Role',
      'RoleBinding',
      'Service',
      'ServiceAccount',
    ])
    const chosen = rendered(
      'server.replicas=2',
      'server.databaseSecret=database',
      'worker.limit=5',
      'worker.apiKeySecret=keys',
      'worker.resources.limits.memory=1Gi',
    )
    expect(await Promise.all([...usual, ...chosen].map(apply))).not.toContain(400)
    expect(rendered('worker.enabled=false', 'server.databaseSecret=x')).toHaveLength(2)
  })

  it('gives its worker the rights that `kubernetes manifest worker` gives', async () => {
    const ours = (await manifest('worker')).find(({ kind }) => kind === 'Role')
    expect(rendered().find(({ kind }) => kind === 'Role')?.['rules']).toEqual(ours?.['rules'])
  })

  it('refuses several servers on one file of SQLite', () => {
    const { status, stderr } = helm('template', 'test', CHART, '--set', 'server.replicas=2')
    expect(status).toBe(1)
    expect(stderr).toContain('server.replicas above 1 needs server.databaseSecret: servers cannot share a file of SQLite')
  })
})
