import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import {
  BatchV1Api,
  CoreV1Api,
  KubeConfig,
  KubernetesObjectApi,
  setHeaderOptions,
  PatchStrategy,
  type V1Container,
  type V1Job,
  Watch,
} from '@kubernetes/client-node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../millrace.ts'
import { isOnPath, orSkipped } from '../programs.ts'
import type { Plain } from './plain.ts'
import { type RunningKubernetes, startKubernetes } from './index.ts'

const shell = { entrypoint: ['/bin/sh', '-c'], env: { PATH: '/usr/bin:/bin' } }

function job(name: string, script: string, spec: object = {}): Plain<V1Job> {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, labels: { purpose: 'test' } },
    spec: {
      backoffLimit: 0,
      template: { spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'shell', args: [script] }] } },
      ...spec,
    },
  }
}

let cluster: RunningKubernetes
let config: KubeConfig
let jobs: BatchV1Api
let core: CoreV1Api
const folder = mkdtempSync(join(tmpdir(), 'millrace-cluster-'))

beforeAll(async () => {
  cluster = await startKubernetes({ images: { shell } })
  config = new KubeConfig()
  config.loadFromString(JSON.stringify(cluster.kubeConfig))
  jobs = config.makeApiClient(BatchV1Api)
  core = config.makeApiClient(CoreV1Api)
  writeFileSync(join(folder, 'config'), JSON.stringify(cluster.kubeConfig))
})
afterAll(async () => {
  await cluster[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true })
})

const namespace = 'default'
const over = (name: string): Promise<V1Job> =>
  eventually(`the end of job ${name}`, async () => {
    const found = await jobs.readNamespacedJob({ namespace, name })
    return found.status?.conditions === undefined ? undefined : found
  })

type Pod = ReturnType<RunningKubernetes['pods']>[number]

const podOf = (job: string, is: (pod: Pod) => boolean = () => true): Promise<Pod> =>
  eventually(`a pod of job ${job}`, () =>
    Promise.resolve(cluster.pods().find((pod) => pod.metadata.labels?.['job-name'] === job && is(pod))),
  )

describe('the API server of the tests, seen by the official client,', () => {
  it('runs the container of a job and tells its exit code and log', async () => {
    await jobs.createNamespacedJob({ namespace, body: job('good', 'echo hello; exit 0') })
    expect((await over('good')).status).toMatchObject({ succeeded: 1, conditions: [{ type: 'Complete', status: 'True' }] })
    const { items } = await core.listNamespacedPod({ namespace, labelSelector: 'job-name=good' })
    expect(items[0]?.status?.containerStatuses?.[0]?.state?.terminated).toMatchObject({ exitCode: 0, reason: 'Completed' })
    expect(await core.readNamespacedPodLog({ namespace, name: items[0]?.metadata?.name ?? '' })).toBe('hello\n')
  })

  it('starts a failed pod again up to the backoff limit', async () => {
    await jobs.createNamespacedJob({ namespace, body: job('bad', 'exit 3', { backoffLimit: 1 }) })
    expect((await over('bad')).status).toMatchObject({ failed: 2, conditions: [{ type: 'Failed', reason: 'BackoffLimitExceeded' }] })
  })

  it('refuses names that exist, objects that are wrong, fields that are unknown, and namespaces that are not there', async () => {
    const code = async (body: unknown, options: { namespace?: string; fieldValidation?: string } = {}): Promise<unknown> =>
      await jobs.createNamespacedJob({ namespace, ...options, body: body as V1Job }).then(
        () => 201,
        (error: { code: number }) => error.code,
      )
    expect(await code(job('twice', 'exit 0'))).toBe(201)
    expect(await code(job('twice', 'exit 0'))).toBe(409)
    expect(await code(job('other', 'exit 0', { backoffLimit: 'many' }))).toBe(422)
    expect(await code(job('Upper_Case', 'exit 0'))).toBe(422)
    expect(await code(job('lost', 'exit 0'), { namespace: 'nowhere' })).toBe(404)
    // The typed client drops unknown fields by itself; sent as it is, the server finds it.
    const response = await fetch(`${cluster.url}/apis/batch/v1/namespaces/default/jobs?fieldValidation=Strict`, {
      method: 'POST',
      body: JSON.stringify(job('typo', 'exit 0', { paralellism: 1 })),
    })
    expect(await response.json()).toMatchObject({
      code: 400,
      message: expect.stringContaining('unknown field "spec.paralellism"') as string,
    })
  })

  it('tells changes from a resource version on, and 410 once it has forgotten it', async () => {
    const path = '/apis/batch/v1/namespaces/default/jobs'
    const { metadata } = await jobs.listNamespacedJob({ namespace })
    const resourceVersion = metadata?.resourceVersion ?? ''
    const look = async (until: string): Promise<string[]> => {
      const told: string[] = []
      const { promise, resolve } = Promise.withResolvers<void>()
      const request = await new Watch(config).watch(
        path,
        { resourceVersion, fieldSelector: 'metadata.name=seen' },
        (type: string, object: { code?: number }) => {
          told.push(type === 'ERROR' ? `ERROR ${object.code}` : type)
          if (type === until) resolve()
        },
        () => resolve(),
      )
      await promise
      request.abort()
      return told
    }
    await jobs.createNamespacedJob({ namespace, body: job('seen', 'exit 0') })
    await over('seen')
    await jobs.deleteNamespacedJob({ namespace, name: 'seen' })
    const told = await look('DELETED')
    expect([told[0], ...new Set(told.slice(1, -1)), told.at(-1)]).toEqual(['ADDED', 'MODIFIED', 'DELETED'])
    cluster.compact()
    expect(await look('ERROR')).toEqual(['ERROR 410'])
  })

  it('deletes pods with grace, and a job in the foreground after its pods', async () => {
    const gate = join(folder, 'gate')
    const script = `trap 'while [ ! -e ${gate} ]; do sleep 0.02; done; exit 7' TERM; echo up; while :; do sleep 0.02; done`
    await jobs.createNamespacedJob({ namespace, body: job('slow', script) })
    const pod = await podOf('slow', ({ status }) => status?.phase === 'Running')
    const { name } = pod.metadata
    await eventually('output', async () => (await core.readNamespacedPodLog({ namespace, name })).includes('up') || undefined)
    await jobs.deleteNamespacedJob({ namespace, name: 'slow', propagationPolicy: 'Foreground' })
    expect((await jobs.readNamespacedJob({ namespace, name: 'slow' })).metadata?.finalizers).toEqual(['foregroundDeletion'])
    writeFileSync(gate, '')
    await eventually('the deletion', () => Promise.resolve(cluster.jobs().every((one) => one.metadata.name !== 'slow') || undefined))
    expect(cluster.pods().every(({ metadata }) => metadata.name !== name)).toBe(true)
  })

  it('takes JSON patches, merge patches and strategic merge patches', async () => {
    await jobs.createNamespacedJob({ namespace, body: job('patched', 'exit 0') })
    const change = async (strategy: PatchStrategy, body: unknown): Promise<V1Job> =>
      await jobs.patchNamespacedJob({ namespace, name: 'patched', body }, setHeaderOptions('Content-Type', strategy))
    await change(PatchStrategy.JsonPatch, [{ op: 'add', path: '/metadata/labels/a', value: '1' }])
    await change(PatchStrategy.MergePatch, { metadata: { labels: { b: '2', purpose: null } } })
    const containers = [{ name: 'main', env: [{ name: 'X', value: 'y' }] }]
    const changed = await change(PatchStrategy.StrategicMergePatch, { spec: { template: { spec: { containers } } } })
    expect(changed.metadata?.labels).toEqual({ a: '1', b: '2' })
    expect(changed.spec?.template.spec?.containers).toEqual([
      { name: 'main', image: 'shell', args: ['exit 0'], env: [{ name: 'X', value: 'y' }] },
    ])
  })

  it('says of pods why they do not run', async () => {
    const reason = async (name: string, container: V1Container): Promise<string | undefined> => {
      const body: V1Job = {
        ...job(name, 'exit 0'),
        spec: { backoffLimit: 0, template: { spec: { restartPolicy: 'Never', containers: [container] } } },
      }
      await jobs.createNamespacedJob({ namespace, body })
      const pod = await podOf(name)
      return pod.status?.containerStatuses?.[0]?.state?.waiting?.reason
    }
    expect(await reason('absent', { name: 'main', image: 'nobody/has:this' })).toBe('ImagePullBackOff')
    const envFrom = [{ secretRef: { name: 'none' } }]
    expect(await reason('secretless', { name: 'main', image: 'shell', args: ['true'], envFrom })).toBe('CreateContainerConfigError')
  })

  it('takes whatever object there is by its kind', async () => {
    const objects = KubernetesObjectApi.makeApiClient(config)
    const made = await objects.create({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'keys', namespace },
      stringData: { A: 'b' },
    })
    expect(made).toMatchObject({ kind: 'Secret', metadata: { name: 'keys' } })
  })
})

const hasKubectl = orSkipped(
  isOnPath('kubectl'),
  'kubectl is not installed',
  'checks of the Kubernetes stand-in by kubectl',
  'apt-get install kubernetes-client',
)

describe.skipIf(!hasKubectl)('the API server of the tests, seen by kubectl,', () => {
  const run = promisify(execFile)
  const kubectl = async (...argv: string[]): Promise<string> =>
    (await run('kubectl', argv, { env: { ...process.env, KUBECONFIG: join(folder, 'config'), HOME: folder } })).stdout

  it('takes a file, lists, waits, shows logs and deletes', async () => {
    const file = join(folder, 'job.json')
    writeFileSync(file, JSON.stringify(job('by-kubectl', 'echo from kubectl')))
    expect(await kubectl('create', '--validate=false', '-f', file)).toContain('job.batch/by-kubectl created')
    await kubectl('wait', '--for=condition=complete', 'job/by-kubectl', '--timeout=30s')
    expect(await kubectl('get', 'jobs', '-l', 'purpose=test', '-o', 'name')).toContain('job.batch/by-kubectl')
    expect(await kubectl('logs', 'job/by-kubectl')).toBe('from kubectl\n')
    expect(await kubectl('label', 'job', 'by-kubectl', 'extra=yes')).toContain('labeled')
    await kubectl('delete', 'job', 'by-kubectl')
    await expect(kubectl('get', 'job', 'by-kubectl')).rejects.toThrow('Error from server (NotFound): jobs.batch "by-kubectl" not found')
  })
})
