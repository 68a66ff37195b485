import { UnsupportedInfrastructure } from '../errors.ts'
import { workerTypeFor } from './registry.ts'
import type { WorkerType } from './worker-type.ts'

/** The types of infrastructure that a worker gives its runs. */
export interface RunTypes {
  /** Of runs whose deployment has no infrastructure block. */
  readonly usual: WorkerType
  /**
   * Of a run whose deployment has an infrastructure block of this type.
   *
   * @throws UnsupportedInfrastructure when this worker does not start such infrastructure; MissingWorkerPackage.
   */
  ofBlock(slug: string): Promise<WorkerType>
  /** By its own name, as it was noted with a run. */
  named(name: string): Promise<WorkerType>
}

/** Which worker type an infrastructure block of 2.x means. */
const TYPE_OF_BLOCK: ReadonlyMap<string, string> = new Map([
  ['process', 'process'],
  ['docker-container', 'docker'],
  ['kubernetes-job', 'kubernetes'],
])

/**
 * The one type of a work pool. A block of the type `process` fits every pool, since 2.x's `deployment build` gives one to whoever
 * chose none; other blocks fit pools of their type only.
 */
export const oneType = (type: WorkerType): RunTypes => ({
  usual: type,
  ofBlock(slug) {
    const wanted = TYPE_OF_BLOCK.get(slug)
    if (slug === 'process' || wanted === type.type) return Promise.resolve(type)
    return Promise.reject(
      new UnsupportedInfrastructure(
        `the deployment's infrastructure is a '${slug}' block, and this worker is of type '${type.type}': ` +
          (wanted === undefined
            ? 'deploy it without that block'
            : `deploy it to a work pool of type '${wanted}', or to a work queue of agents, which run each deployment by its block`),
      ),
    )
  },
  named: () => Promise.resolve(type),
})

/** What agents do, as those of 2.x: each run gets the infrastructure that the block of its deployment says, a process without one. */
export const typesOfBlocks = (usual: WorkerType): RunTypes => ({
  usual,
  async ofBlock(slug) {
    const type = TYPE_OF_BLOCK.get(slug)
    if (type !== undefined) return await workerTypeFor(type)
    throw new UnsupportedInfrastructure(
      `the deployment's infrastructure is a '${slug}' block; agents of Millrace start ${[...TYPE_OF_BLOCK.keys()].join(', ')}`,
    )
  },
  named: workerTypeFor,
})
