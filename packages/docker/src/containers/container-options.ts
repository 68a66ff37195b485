import { resolve } from 'node:path'
import { endHooksInImage, isPythonEntrypoint, splitCommand } from '@millrace/sdk/runner'
import type { Job } from '@millrace/worker'
import type { ContainerCreateOptions } from 'dockerode'
import { imageFor } from '../images/default-image.ts'
import type { DockerConfiguration } from './configuration.ts'
import { environmentOf } from './environment.ts'
import { extraOptions } from './extras.ts'
import { labelsOf } from './labels.ts'
import { hostAliases, networkModeOf } from './network.ts'
import { bytesOf } from './sizes.ts'

/** The image of a run's container. */
export const imageOf = ({ configuration: { image }, entrypoint }: Job<DockerConfiguration>): string =>
  image ?? imageFor(isPythonEntrypoint(entrypoint))

/** What the engine is told to make for a flow run. */
export function containerOptions(job: Job<DockerConfiguration>): ContainerCreateOptions {
  const { configuration } = job
  const { env, container_create_kwargs: extras } = configuration
  const apiUrl = env['MILLRACE_API_URL'] ?? env['PREFECT_API_URL'] ?? job.environment['MILLRACE_API_URL']
  const networkMode = networkModeOf(configuration, apiUrl)
  const { create, host } = extraOptions(extras ?? {})
  const { mem_limit: memory, memswap_limit: swap, cpu_limit: cpus } = configuration
  return {
    ...create,
    Image: imageOf(job),
    Cmd: commandOf(job),
    Env: Object.entries(environmentOf(job, networkMode)).map((pair) => pair.join('=')),
    Labels: labelsOf(job),
    HostConfig: {
      ...host,
      // An exit code that nobody read is lost with its container: it is removed once it has been.
      AutoRemove: false,
      Privileged: configuration.privileged,
      Binds: configuration.volumes.map(resolvedVolume),
      ...(networkMode === undefined ? {} : { NetworkMode: networkMode }),
      ExtraHosts: [...hostAliases(networkMode), ...(extras?.extra_hosts ?? [])],
      ...(memory ? { Memory: bytesOf(memory) } : {}),
      ...(swap ? { MemorySwap: swap === '-1' ? -1 : bytesOf(swap) } : {}),
      ...(cpus ? { NanoCpus: Math.round(cpus * 1e9) } : {}),
    },
  }
}

/** What an image with Millrace, or one with Prefect, runs flows by. */
function commandOf({ configuration: { command }, flowRun, entrypoint, purpose }: Job<DockerConfiguration>): string[] {
  if (purpose === 'end-hooks') return [...endHooksInImage(flowRun.id, entrypoint)]
  const chosen = splitCommand(command ?? '')
  if (chosen.length > 0) return chosen
  return isPythonEntrypoint(entrypoint) ? ['python', '-m', 'prefect.engine'] : ['millrace', 'flow-run', 'execute']
}

/** `./data:/data` is meant from where the worker is; names of volumes and absolute paths stay. */
function resolvedVolume(volume: string): string {
  const [source = '', ...rest] = volume.split(':')
  return rest.length > 0 && /^\.{1,2}(?:\/|$)/.test(source) ? [resolve(source), ...rest].join(':') : volume
}
