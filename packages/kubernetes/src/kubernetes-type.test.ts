import { delimiter, dirname } from 'node:path'
import type { FlowRun, Json } from '@millrace/protocol'
import { fillTemplate } from '@millrace/sdk/runner'
import { eventually, freePort } from '@millrace/testing'
import { type RunningKubernetes, startKubernetes } from '@millrace/testing/kubernetes'
import type { Infrastructure, Job } from '@millrace/worker'
import { describeWorkerType } from '@millrace/worker/test-suites'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { kubernetesJobTemplate } from '@millrace/protocol/job-templates'
import { configuration, type KubernetesConfiguration } from './configuration.ts'
import { workerType } from './kubernetes-type.ts'

const node = { entrypoint: [], env: { PATH: [dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter) } }

let cluster: RunningKubernetes
beforeAll(async () => {
  cluster = await startKubernetes({ images: { node }, namespaces: ['flows'] })
})
afterAll(() => cluster[Symbol.asyncDispose]())

const filled = await fillTemplate(kubernetesJobTemplate.job_configuration, { image: 'node' }, () => Promise.resolve(undefined))

function configure(script: string, more: Readonly<Record<string, Json>> = {}): KubernetesConfiguration {
  return configuration.parse({
    ...filled,
    command: `node -e '${script}'`,
    cluster_config: { config: cluster.kubeConfig, context_name: 'test' },
    ...more,
  })
}

describeWorkerType('kubernetes', () => ({
  type: workerType,
  configure: (script, env = {}) => configure(script, { env: { ...env } }),
}))

const WAITS = 'console.log("up"); setInterval(() => {}, 1000)'

interface Started {
  readonly job: Job<KubernetesConfiguration>
  readonly infrastructure: Infrastructure
  readonly lines: readonly string[]
  /** Resolves when this line was written. */
  written(line: string): Promise<void>
}

let runs = 0

function jobOf(given: KubernetesConfiguration): Omit<Started, 'infrastructure'> {
  const lines: string[] = []
  runs += 1
  const id = `0197c9a0-0000-7000-8000-${String(runs).padStart(12, '0')}`
  const job: Job<KubernetesConfiguration> = {
    flowRun: { id, name: 'Brave Otter!' } as FlowRun,
    attempt: 1,
    configuration: given,
    entrypoint: null,
    codePath: null,
    environment: {},
    onLine: (line) => lines.push(line),
  }
  const written = async (line: string): Promise<void> =>
    void (await eventually(`the line ${line}`, () => Promise.resolve(lines.includes(line) || undefined)))
  return { job, lines, written }
}

async function start(script: string, more: Readonly<Record<string, Json>> = {}): Promise<Started> {
  const prepared = jobOf(configure(script, more))
  return { ...prepared, infrastructure: await workerType.start(prepared.job) }
}

const podOf = ({ job }: Started): ReturnType<RunningKubernetes['pods']>[number] => {
  const found = cluster.pods().find(({ metadata }) => metadata.labels?.['prefect.io/flow-run-id'] === job.flowRun.id)
  if (found === undefined) throw new Error('the run has no pod')
  return found
}

describe('a job of a cluster', () => {
  it('is made in its namespace, under a name of the run, and found again by it', async () => {
    const { infrastructure } = await start('', {
      namespace: 'flows',
      job_manifest: { ...(filled['job_manifest'] as object), metadata: {} },
    })
    await infrastructure.ended
    expect(infrastructure.identifier).toMatch(/^flows:brave-otter-\w+$/)
    expect(cluster.jobs('flows').map(({ metadata }) => `flows:${metadata.name}`)).toContain(infrastructure.identifier)
  })

  it('says that its container ran out of memory, with the limit', async () => {
    const resources = { limits: { memory: '64Mi' } }
    const run = await start(WAITS, {
      customizations: [{ op: 'add', path: '/spec/template/spec/containers/0/resources', value: resources }],
    })
    await run.written('up')
    cluster.endPod(podOf(run), { containerReason: 'OOMKilled' })
    expect(await run.infrastructure.ended).toEqual({
      exitCode: 137,
      signal: null,
      reason: 'ran out of memory (limit 64Mi): raise the job variable memory_limit',
    })
  })

  it('says that its pod was evicted, and why', async () => {
    const run = await start(WAITS)
    await run.written('up')
    cluster.endPod(podOf(run), { podReason: 'Evicted', message: 'The node was low on resource: ephemeral-storage. ' })
    expect(await run.infrastructure.ended).toMatchObject({
      reason: 'was evicted from its node: The node was low on resource: ephemeral-storage',
    })
  })

  it('says that its image cannot be pulled once the time for it is over, and leaves no pod behind', async () => {
    const template = { spec: { restartPolicy: 'Never', containers: [{ name: 'prefect-job', image: 'nobody/has:this' }] } }
    const run = await start('', { pod_watch_timeout_seconds: 1, job_manifest: { spec: { template } } })
    expect(await run.infrastructure.ended).toEqual({
      exitCode: null,
      signal: null,
      reason:
        'did not start within 1 s (pod_watch_timeout_seconds): the image nobody/has:this cannot be pulled (ImagePullBackOff): Back-off pulling image "nobody/has:this"',
    })
    expect(() => podOf(run)).toThrow('the run has no pod')
  })

  it('says why the cluster makes no pod', async () => {
    const run = await start('', {
      pod_watch_timeout_seconds: 1,
      customizations: { spec: { template: { spec: { serviceAccountName: 'robot' } } } },
    })
    expect((await run.infrastructure.ended).reason).toContain('serviceaccount "robot" not found')
  })

  it('says that its program is not in the image', async () => {
    const run = await start('', { command: 'no-such-program' })
    expect((await run.infrastructure.ended).reason).toContain('could not be started: failed to create containerd task')
  })

  it('ends when it takes longer than it may', async () => {
    const run = await start(WAITS, { job_watch_timeout_seconds: 1 })
    expect(await run.infrastructure.ended).toMatchObject({ reason: 'took longer than 1 s (job_watch_timeout_seconds)' })
    const deadline = await start(WAITS, { customizations: { spec: { activeDeadlineSeconds: 1 } } })
    expect((await deadline.infrastructure.ended).reason).toBe('took longer than the 1 s of its activeDeadlineSeconds')
  })

  it('is told apart from one that somebody deleted', async () => {
    const run = await start(WAITS)
    await run.written('up')
    const [namespace, name] = run.infrastructure.identifier.split(':')
    await fetch(`${cluster.url}/apis/batch/v1/namespaces/${namespace}/jobs/${name}?gracePeriodSeconds=0`, { method: 'DELETE' })
    expect(await run.infrastructure.ended).toMatchObject({ exitCode: 143 })
  })

  it('is followed to its end although its traces go at once (finished_job_ttl 0)', async () => {
    const run = await start('console.log("last words"); process.exitCode = 5', { customizations: { spec: { ttlSecondsAfterFinished: 0 } } })
    expect(await run.infrastructure.ended).toMatchObject({ exitCode: 5 })
    expect(run.lines).toEqual(['last words'])
  })

  it('is followed across lost connections and forgotten versions, and each line is told once', async () => {
    const script = 'let n = 0; setInterval(() => (n === 30 ? process.exit(4) : console.log("line " + ++n)), 50)'
    const run = await start(script)
    await run.written('line 3')
    cluster.compact()
    cluster.disconnect()
    expect(await run.infrastructure.ended).toMatchObject({ exitCode: 4 })
    expect(run.lines).toEqual(Array.from({ length: 30 }, (_, index) => `line ${index + 1}`))
  })

  it('is adopted by the next worker while it runs, by its labels when its name is not known, and when it has ended meanwhile', async () => {
    const first = await start('let n = 0; process.on("SIGTERM", () => process.exit(6)); setInterval(() => console.log("tick"), 50)')
    await first.written('tick')
    const second = jobOf(first.job.configuration)
    const job = { ...second.job, flowRun: first.job.flowRun }
    const adopted = await workerType.adopt?.(job, first.infrastructure.identifier)
    await second.written('tick')
    expect(await adopted?.stop(30)).toMatchObject({ exitCode: 6 })
    const unnamed = await start(WAITS)
    const found = await workerType.adopt?.({ ...second.job, flowRun: unnamed.job.flowRun }, '')
    expect(found?.identifier).toBe(unnamed.infrastructure.identifier)
    await Promise.all([found?.stop(0), unnamed.infrastructure.ended])
    const over = await start('process.exitCode = 9')
    await over.infrastructure.ended
    const late = await workerType.adopt?.({ ...second.job, flowRun: over.job.flowRun }, over.infrastructure.identifier)
    expect(await late?.ended).toMatchObject({ exitCode: 9 })
  })

  it("is not adopted when it is gone, or was another run's", async () => {
    const run = await start('')
    await run.infrastructure.ended
    const other = jobOf(run.job.configuration)
    expect(await workerType.adopt?.(other.job, run.infrastructure.identifier)).toBeUndefined()
    expect(await workerType.adopt?.(run.job, 'default:never-was')).toBeUndefined()
    expect(await workerType.adopt?.(run.job, 'nonsense')).toBeUndefined()
  })

  it('gets variables from secrets', async () => {
    const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'database' }, stringData: { PASSWORD: 'hidden', URL: 'db:5432' } }
    await fetch(`${cluster.url}/api/v1/namespaces/default/secrets`, { method: 'POST', body: JSON.stringify(secret) })
    const env = [{ name: 'TOKEN', valueFrom: { secretKeyRef: { name: 'database', key: 'PASSWORD' } } }]
    const envFrom = [{ secretRef: { name: 'database' } }]
    const run = await start('console.log(process.env.TOKEN, process.env.URL)', {
      env,
      customizations: [{ op: 'add', path: '/spec/template/spec/containers/0/envFrom', value: envFrom }],
    })
    await run.infrastructure.ended
    expect(run.lines).toEqual(['hidden db:5432'])
  })
})

describe('what a cluster refuses', () => {
  it.each([
    [
      'a namespace that is not there',
      { job_manifest: { metadata: { namespace: 'nowhere' } } },
      /the job could not be made in namespace 'nowhere': namespaces "nowhere" not found \(404\); check that the namespace exists/,
    ],
    [
      'a field that it does not know',
      { customizations: { spec: { backofLimit: 3 } } },
      /strict decoding error: unknown field "spec.backofLimit" \(400\)/,
    ],
    [
      'a quantity that is none',
      { customizations: [{ op: 'add', path: '/spec/template/spec/containers/0/resources', value: { limits: { memory: 'lots' } } }] },
      /is invalid: .*memory.*\(422\)/,
    ],
  ])('is said with its reason: %s', async (_, more, message) => {
    const manifest = 'job_manifest' in more ? { job_manifest: { ...(filled['job_manifest'] as object), ...more.job_manifest } } : more
    await expect(start('', manifest as Record<string, Json>)).rejects.toThrow(message)
  })

  it('is told from a cluster that does not answer, and from a context that is not there', async () => {
    const port = await freePort()
    const clusters = [{ name: 'test', cluster: { server: `http://127.0.0.1:${port}`, 'insecure-skip-tls-verify': true } }]
    const config = { ...cluster.kubeConfig, clusters } as Record<string, Json>
    await expect(start('', { cluster_config: { config, context_name: 'test' } })).rejects.toThrow(
      new RegExp(`the cluster at http://127.0.0.1:${port} cannot be reached: .*ECONNREFUSED`),
    )
    await expect(start('', { cluster_config: { config, context_name: 'production' } })).rejects.toThrow(
      "the cluster configuration has no context 'production'; it has 'test'",
    )
  })
})
