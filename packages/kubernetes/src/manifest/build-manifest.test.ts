import type { FlowRun, Json } from '@millrace/protocol'
import { fillTemplate } from '@millrace/sdk/runner'
import type { Job } from '@millrace/worker'
import { validate } from 'kubernetes-models/_schemas/IoK8sApiBatchV1Job'
import { describe, expect, it } from 'vitest'
import { kubernetesJobTemplate } from '@millrace/protocol/job-templates'
import { configuration, type KubernetesConfiguration } from '../configuration.ts'
import { buildManifest, type Manifest } from './build-manifest.ts'

type Variables = Readonly<Record<string, Json>>

/** What the defaults of the template's variables are. */
const DEFAULTS: Variables = { namespace: 'default', image_pull_policy: 'IfNotPresent', backoff_limit: 0 }

async function manifestOf(variables: Variables, job: Partial<Job<KubernetesConfiguration>> = {}): Promise<Manifest> {
  const filled = await fillTemplate(kubernetesJobTemplate.job_configuration, { ...DEFAULTS, ...variables }, () =>
    Promise.resolve(undefined),
  )
  const manifest = buildManifest({
    flowRun: { id: '0197c9a0-0000-7000-8000-000000000001', name: 'brave-otter' } as FlowRun,
    attempt: 2,
    configuration: configuration.parse(filled),
    entrypoint: 'flows/hello.ts:hello',
    codePath: null,
    environment: { MILLRACE_API_URL: 'http://server:4200/api', MILLRACE_HOME: '/home/me/.millrace', MILLRACE_SERVER_API_HOST: 'here' },
    onLine: () => undefined,
    ...job,
  })
  // The published OpenAPI document of Kubernetes, as npm's kubernetes-models holds it.
  expect(validate(manifest)).toBe(true)
  return manifest
}

const podOf = (manifest: Manifest): NonNullable<NonNullable<Manifest['spec']>['template']['spec']> => {
  const pod = manifest.spec?.template.spec
  if (pod === undefined) throw new Error('the manifest has no pod')
  return pod
}

const environmentOf = (manifest: Manifest): Record<string, unknown> =>
  Object.fromEntries((podOf(manifest).containers[0]?.env ?? []).map(({ name, value, valueFrom }) => [name, value ?? valueFrom]))

describe('the manifest of a job', () => {
  it('has what the variables of the pool say', async () => {
    const manifest = await manifestOf({
      image: 'registry.example/flows:1',
      image_pull_policy: 'Always',
      image_pull_secrets: ['registry', { name: 'mirror' }],
      namespace: 'flows',
      service_account_name: 'runner',
      labels: { team: 'Data & Friends' },
      annotations: { 'example.com/why': 'because, of course' },
      cpu_request: '500m',
      memory_limit: '1Gi',
      finished_job_ttl: 60,
      env_from: [{ secretRef: { name: 'database' } }],
    })
    expect(manifest).toMatchObject({
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: {
        generateName: 'brave-otter-',
        namespace: 'flows',
        labels: { team: 'Data-Friends', 'prefect.io/flow-run-id': '0197c9a0-0000-7000-8000-000000000001', 'millrace.io/attempt': '2' },
        annotations: { 'example.com/why': 'because, of course' },
      },
      spec: { parallelism: 1, completions: 1, backoffLimit: 0, ttlSecondsAfterFinished: 60 },
    })
    expect(manifest.spec?.template.metadata?.labels).toEqual(manifest.metadata.labels)
    const { containers, ...pod } = podOf(manifest)
    expect(pod).toEqual({
      restartPolicy: 'Never',
      serviceAccountName: 'runner',
      imagePullSecrets: [{ name: 'registry' }, { name: 'mirror' }],
    })
    expect(containers[0]).toMatchObject({
      name: 'prefect-job',
      image: 'registry.example/flows:1',
      imagePullPolicy: 'Always',
      args: ['millrace', 'flow-run', 'execute'],
      envFrom: [{ secretRef: { name: 'database' } }],
      resources: { limits: { memory: '1Gi' }, requests: { cpu: '500m' } },
    })
  })

  it('leaves out what nobody gave', async () => {
    const { spec, metadata } = await manifestOf({ image: 'x' })
    expect(spec).not.toHaveProperty('ttlSecondsAfterFinished')
    expect(podOf({ spec, metadata } as Manifest)).not.toHaveProperty('serviceAccountName')
    expect(spec?.template.spec?.containers[0]).not.toHaveProperty('resources')
  })

  it('takes the environment from settings, manifest and variables; later ones win, null takes away', async () => {
    const env = environmentOf(await manifestOf({ image: 'x', env: { MILLRACE_API_URL: 'http://other/api', ANSWER: 42, GONE: null } }))
    expect(env).toEqual({
      MILLRACE_API_URL: 'http://other/api',
      ANSWER: '42',
      MILLRACE__FLOW_RUN_ID: '0197c9a0-0000-7000-8000-000000000001',
      PREFECT__FLOW_RUN_ID: '0197c9a0-0000-7000-8000-000000000001',
      MILLRACE__FLOW_RUN_ATTEMPT: '2',
    })
    const secretKeyRef = { name: 'millrace', key: 'api-key' }
    const environment = { MILLRACE_API_KEY: 'in clear text' }
    const hidden = await manifestOf({ image: 'x', env: [{ name: 'MILLRACE_API_KEY', valueFrom: { secretKeyRef } }] }, { environment })
    expect(environmentOf(hidden)['MILLRACE_API_KEY']).toEqual({ secretKeyRef })
  })

  it('runs Python flows with Prefect', async () => {
    const manifest = await manifestOf({}, { entrypoint: 'flows/hello.py:hello' })
    expect(podOf(manifest).containers[0]).toMatchObject({
      image: 'docker.io/prefecthq/prefect:3-latest',
      args: ['python', '-m', 'prefect.engine'],
    })
  })

  it('S112: is changed last by a JSON Patch given as text, as `--override` has it', async () => {
    const patch =
      '[{"op":"add","path":"/spec/template/spec/containers/0/resources","value":{}},{"op":"add","path":"/spec/template/spec/containers/0/resources/limits","value":{"memory":"8Gi","cpu":"4000m"}}]'
    const manifest = await manifestOf({ image: 'x', customizations: patch })
    expect(podOf(manifest).containers[0]?.resources).toEqual({ limits: { memory: '8Gi', cpu: '4000m' } })
  })

  it('is changed by a merge patch, too', async () => {
    const manifest = await manifestOf({
      image: 'x',
      customizations: { metadata: { annotations: null }, spec: { template: { spec: { nodeSelector: { disk: 'fast' } } } } },
    })
    expect(podOf(manifest).nodeSelector).toEqual({ disk: 'fast' })
    expect(manifest.metadata).not.toHaveProperty('annotations')
  })

  it('S031 S035: is laid over the manifest of a kubernetes-job block of 2.20', async () => {
    const job = {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { labels: { owner: 'block' }, namespace: 'of-the-block' },
      spec: {
        backoffLimit: 2,
        template: {
          spec: {
            parallelism: 1,
            completions: 1,
            restartPolicy: 'OnFailure',
            containers: [
              { name: 'main', image: 'of-the-block', env: [{ name: 'A', value: 'block' }], ports: [{ containerPort: 80 }] },
              { name: 'sidecar', image: 'proxy' },
            ],
          },
        },
      },
    }
    const manifest = await manifestOf({ job, image: 'chosen', labels: { owner: 'run' } })
    expect(manifest.metadata).toMatchObject({ namespace: 'of-the-block', labels: { owner: 'run' } })
    expect(manifest.spec?.backoffLimit).toBe(2)
    const { containers, restartPolicy } = podOf(manifest)
    expect(restartPolicy).toBe('OnFailure')
    expect(containers).toMatchObject([
      { name: 'main', image: 'chosen', ports: [{ containerPort: 80 }] },
      { name: 'sidecar', image: 'proxy' },
    ])
    expect(environmentOf(manifest)).toMatchObject({ A: 'block', MILLRACE_API_URL: 'http://server:4200/api' })
  })

  it.each([
    ['no image', {}, 'the job has no image: set the job variable `image` to one that holds the flow and its packages'],
    ['an empty image', { image: '' }, 'the job has no image: set the job variable `image`'],
    [
      'an operation that does not fit',
      { image: 'x', customizations: [{ op: 'remove', path: '/spec/nothing' }] },
      'customization 1 (remove /spec/nothing) does not fit the job manifest: Cannot perform the operation at a path that does not exist',
    ],
    [
      'customizations that take the containers away',
      { image: 'x', customizations: { spec: { template: { spec: { containers: [] } } } } },
      'the job manifest has no container: expected spec.template.spec.containers',
    ],
    [
      'customizations that take the label away by which it is found',
      { image: 'x', customizations: { metadata: { labels: null } } },
      'the customizations take away metadata.namespace or the label prefect.io/flow-run-id, which the worker needs',
    ],
  ])('is refused with %s', async (_, variables, message) => {
    await expect(manifestOf(variables as Variables)).rejects.toThrow(message)
  })
})
