import type { V1Container, V1EnvVar, V1Job, V1LocalObjectReference } from '@kubernetes/client-node'
import type { Json } from '@millrace/protocol'
import { endHooksInImage, flowRunEnvironment, isPythonEntrypoint, splitCommand } from '@millrace/sdk/runner'
import type { Job } from '@millrace/worker'
import type { KubernetesConfiguration } from '../configuration.ts'
import { InvalidJobManifest } from '../errors.ts'
import { customized } from './customize.ts'
import { containerEnvironment } from './environment.ts'
import { laidOver } from './lay-over.ts'
import { labelKey, labelValue, nameFrom } from './words.ts'
import type { Plain } from '../plain.ts'

/** By which the jobs of flow runs are found; Prefect's name, so that its tools find them, too. */
export const FLOW_RUN_LABEL = 'prefect.io/flow-run-id'

/** Which attempt of its run a job is. */
export const ATTEMPT_LABEL = 'millrace.io/attempt'

/** A job that can be sent to a cluster. */
export interface Manifest extends Plain<V1Job> {
  metadata: NonNullable<V1Job['metadata']> & { namespace: string; labels: Record<string, string> }
}

/** What flows in Python run in when no image is chosen. */
const PYTHON_IMAGE = 'docker.io/prefecthq/prefect:3-latest'

/** What images with Prefect, or with Millrace, run a flow by. */
const PREFECT = ['python', '-m', 'prefect.engine']
const MILLRACE = ['millrace', 'flow-run', 'execute']

/**
 * The Kubernetes job of a flow run: the pool's manifest, over that of an infrastructure block where there is one, with
 * environment, labels and command, and the customizations at last.
 *
 * @throws InvalidJobManifest saying what is missing or does not fit.
 */
export function buildManifest(job: Job<KubernetesConfiguration>): Manifest {
  const { configuration } = job
  const filled = configuration.job_manifest
  const base = configuration.job?.['spec'] === undefined ? filled : laidOver(configuration.job, filled)
  const draft = structuredClone(base) as unknown as Plain<V1Job>
  const [spec, container] = podOf(draft)
  const labels = labelsOf(job, draft.metadata?.labels)
  const annotations = keyed({ ...draft.metadata?.annotations, ...configuration.annotations })
  const { parallelism, completions, ...pod } = spec as typeof spec & { parallelism?: number; completions?: number }
  const manifest = {
    ...draft,
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      ...draft.metadata,
      ...(draft.metadata?.name === undefined ? { generateName: `${nameFrom(configuration.name ?? job.flowRun.name)}-` } : {}),
      namespace: namespaceOf(job, draft),
      labels,
      annotations,
    },
    spec: {
      // Prefect's templates have these two in the pod, where clusters do not know them.
      parallelism: parallelism ?? 1,
      completions: completions ?? 1,
      backoffLimit: 0,
      ...draft.spec,
      template: {
        metadata: {
          ...draft.spec?.template.metadata,
          labels: { ...draft.spec?.template.metadata?.labels, ...labels },
          annotations: { ...draft.spec?.template.metadata?.annotations, ...annotations },
        },
        spec: {
          restartPolicy: 'Never',
          ...pod,
          ...(pod.imagePullSecrets === undefined ? {} : { imagePullSecrets: pod.imagePullSecrets.map(named) }),
          containers: [containerOf(job, container), ...pod.containers.slice(1)],
        },
      },
    },
  }
  const changed = customized(JSON.parse(JSON.stringify(manifest)) as Record<string, Json>, configuration.customizations)
  return checked(changed)
}

/** Where a job is made, customizations apart. */
export const namespaceOf = ({ configuration }: Job<KubernetesConfiguration>, draft = configuration.job_manifest as Plain<V1Job>): string =>
  draft.metadata?.namespace ?? configuration.namespace ?? 'default'

function podOf({ spec }: Plain<V1Job>): readonly [NonNullable<NonNullable<V1Job['spec']>['template']['spec']>, Plain<V1Container>] {
  const pod = spec?.template?.spec
  if (pod === undefined) throw new InvalidJobManifest('the job manifest has no pod: expected spec.template.spec')
  const container = pod.containers?.[0]
  if (container === undefined) throw new InvalidJobManifest('the job manifest has no container: expected spec.template.spec.containers')
  return [pod, container]
}

function containerOf(
  { configuration, flowRun, attempt, entrypoint, environment, purpose }: Job<KubernetesConfiguration>,
  container: Plain<V1Container>,
): Plain<V1Container> {
  const { env, image, args, resources, ...rest } = container as Omit<Plain<V1Container>, 'env' | 'args'> & { env?: unknown; args?: unknown }
  const python = isPythonEntrypoint(entrypoint)
  const chosen = image === undefined || image === '' ? (python ? PYTHON_IMAGE : undefined) : image
  if (chosen === undefined)
    throw new InvalidJobManifest('the job has no image: set the job variable `image` to one that holds the flow and its packages')
  const command = args ?? configuration.command ?? undefined
  const words = typeof command === 'string' ? splitCommand(command) : command
  return {
    ...rest,
    image: chosen,
    args:
      purpose === 'end-hooks'
        ? [...endHooksInImage(flowRun.id, entrypoint)]
        : ((words as string[] | undefined) ?? (python ? PREFECT : MILLRACE)),
    env: containerEnvironment({
      settings: environment,
      manifest: Array.isArray(env) ? (env as Plain<V1EnvVar>[]) : [],
      variables: configuration.env,
      identity: flowRunEnvironment({ flowRunId: flowRun.id, attempt }),
    }),
    ...withResources(resources),
  }
}

/** Without limits that nobody gave. */
function withResources(resources: Plain<V1Container>['resources']): Pick<Plain<V1Container>, 'resources'> {
  const given = Object.entries(resources ?? {}).filter(([, value]) => value !== null && Object.keys(value as object).length > 0)
  return given.length === 0 ? {} : { resources: Object.fromEntries(given) }
}

function labelsOf(
  { flowRun, attempt, configuration }: Job<KubernetesConfiguration>,
  given: Record<string, string> | undefined,
): Record<string, string> {
  const ours = {
    [FLOW_RUN_LABEL]: flowRun.id,
    'prefect.io/flow-run-name': labelValue(flowRun.name),
    ...(attempt === undefined ? {} : { [ATTEMPT_LABEL]: String(attempt) }),
    'app.kubernetes.io/managed-by': 'millrace',
  }
  const theirs = Object.entries({ ...given, ...configuration.labels }).map(([key, value]) => [labelKey(key), labelValue(value)])
  return { ...Object.fromEntries(theirs), ...ours }
}

const keyed = (annotations: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(annotations).map(([key, value]) => [labelKey(key), value]))

/** The name alone will do. */
const named = (secret: Plain<V1LocalObjectReference> | string): Plain<V1LocalObjectReference> =>
  typeof secret === 'string' ? { name: secret } : secret

/** Customizations can take away what the worker needs to find its job again. */
function checked(job: Plain<V1Job>): Manifest {
  podOf(job)
  const { metadata } = job
  if (job.kind !== 'Job') throw new InvalidJobManifest(`the manifest is of the kind ${job.kind}, not of a Job`)
  if (metadata?.namespace === undefined || metadata.labels?.[FLOW_RUN_LABEL] === undefined)
    throw new InvalidJobManifest(`the customizations take away metadata.namespace or the label ${FLOW_RUN_LABEL}, which the worker needs`)
  return job as Manifest
}
