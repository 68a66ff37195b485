import { dockerJobTemplate } from '@millrace/protocol/job-templates'
import type { Infrastructure, Job, WorkerType } from '@millrace/worker'
import type Dockerode from 'dockerode'
import { type DockerConfiguration, dockerConfiguration } from './containers/configuration.ts'
import { containerOptions, imageOf } from './containers/container-options.ts'
import { containerName, createContainer, joinNetworks, startContainer } from './containers/create-container.ts'
import { type FollowedOutput, followOutput, NO_OUTPUT } from './containers/follow-output.ts'
import { ATTEMPT_LABEL, RUN_LABEL } from './containers/labels.ts'
import { reapContainers } from './containers/reap-containers.ts'
import { watchContainer } from './containers/watch-container.ts'
import { ask, askFor, type Engine, openEngine } from './engine/engine.ts'
import { DockerError } from './errors.ts'
import { provideImage, usualPolicy } from './images/pull-image.ts'

export interface DockerTypeOptions {
  /** As `DOCKER_HOST` has it (default: that variable, else the usual socket). */
  readonly host?: string | undefined
  /** How long the engine may be away, as for its own upgrade, before its containers are given up (default 300). */
  readonly engineAwaySeconds?: number | undefined
}

const ENGINE_AWAY_SECONDS = 300

/** An engine that was asked for its name. */
interface KnownEngine extends Engine {
  readonly name: string
}

/** Flow runs as containers of a Docker engine; its work pools are of the type `docker`, as Prefect's. */
export function dockerType({ host, engineAwaySeconds = ENGINE_AWAY_SECONDS }: DockerTypeOptions = {}): WorkerType<DockerConfiguration> {
  let known: Promise<KnownEngine> | undefined
  const engineOf = (): Promise<KnownEngine> => {
    known ??= meet(openEngine(host)).catch((error: unknown) => {
      known = undefined
      throw error
    })
    return known
  }
  const watch = (
    engine: KnownEngine,
    container: Dockerode.Container,
    job: Job<DockerConfiguration>,
    output: FollowedOutput,
  ): Infrastructure =>
    watchContainer(engine, container, `${engine.name}:${container.id}`, output, {
      onLine: job.onLine,
      remove: job.configuration.auto_remove,
      mostSeconds: job.configuration.container_wait_timeout ?? undefined,
      engineAwaySeconds,
    })
  return {
    type: 'docker',
    configuration: () => Promise.resolve(dockerConfiguration),
    baseJobTemplate: dockerJobTemplate,

    async start(job) {
      const engine = await engineOf()
      const { configuration, flowRun } = job
      const image = imageOf(job)
      const policy = configuration.image_pull_policy ?? usualPolicy(image)
      await provideImage(engine, image, { policy, credentials: configuration.registry_credentials ?? undefined })
      const container = await createContainer(engine, containerName(configuration.name ?? flowRun.name), containerOptions(job))
      try {
        await joinNetworks(engine, container, configuration.networks.slice(1))
        const output = await ask(engine, followOutput(container, job.onLine))
        await startContainer(engine, container)
        return watch(engine, container, job, output)
      } catch (error) {
        await container.remove({ force: true }).catch(() => undefined)
        throw error
      }
    },

    async adopt(job, identifier) {
      const engine = await engineOf()
      const [, name, id = ''] = /^(.*):([\da-f]{64})$/.exec(identifier) ?? []
      if (name === undefined) return undefined
      if (name !== engine.name)
        throw new DockerError(
          `the container of flow run '${job.flowRun.name}' is one of the Docker engine of ${name}, not of ${engine.name}`,
        )
      const container = engine.api.getContainer(id)
      const found = await askFor(engine, container.inspect())
      if (found === undefined || !isOf(job, found.Config.Labels)) return undefined
      const output = found.State.Running ? await ask(engine, followOutput(container, job.onLine)) : NO_OUTPUT
      return watch(engine, container, job, output)
    },
  }
}

/** Asks an engine for its name, and clears away what earlier workers left behind with it. */
async function meet(engine: Engine): Promise<KnownEngine> {
  const { Name: name } = (await ask(engine, engine.api.info())) as { readonly Name: string }
  await ask(engine, reapContainers(engine, new Date()))
  return { ...engine, name }
}

const isOf = ({ flowRun, attempt }: Job<unknown>, labels: Readonly<Record<string, string>>): boolean =>
  labels[RUN_LABEL] === flowRun.id && (attempt === undefined || labels[ATTEMPT_LABEL] === String(attempt))

/** The type as workers load it. */
export const workerType: WorkerType<DockerConfiguration> = dockerType()
