import type { Block } from '../blocks/block.ts'
import { currentSession } from '../connection/session.ts'
import { type AppliedDeployment, applyDeployment } from '../deployments/apply.ts'
import { buildDeployment } from '../deployments/build.ts'
import { entrypointOf } from '../deployments/entrypoint-of.ts'
import { uploadDeployment } from '../deployments/upload.ts'
import { type FlowImage, putIntoImage } from '../docker/flow-image.ts'
import { MillraceError } from '../errors.ts'
import type { FlowDefinition, FlowOptions } from '../flow-definition.ts'
import type { RegisterOptions } from './options.ts'

/** The name of a deployment that was given none. */
const DEFAULT_NAME = 'default'

/** Brings a flow's code into its storage and registers a deployment of it with its infrastructure. Throws as `applyDeployment` does. */
export async function register(definition: FlowDefinition, options: RegisterOptions): Promise<AppliedDeployment> {
  const { client } = await currentSession()
  const {
    name = DEFAULT_NAME,
    pool,
    queue,
    jobVariables,
    tags = [],
    labels = [],
    build = true,
    path: cwd = process.cwd(),
    ...more
  } = options
  const { storage, infrastructure } = definition.options
  const { cron, interval, rrule } = more
  const infra = infrastructureFor(infrastructure)
  const { image, ...placed } = isImage(storage) ? await putIntoImage(definition, { image: storage, build }) : { image: undefined }
  const { definition: built } = await buildDeployment({
    ...more,
    ...infra,
    client,
    cwd,
    name,
    pool,
    queue,
    loaded: definition,
    entrypoint: entrypointOf(definition, cwd),
    tags: [...tags, ...labels],
    overrides: { ...infra.overrides, ...jobVariables, ...(image === undefined ? {} : { image }) },
    storageBlock: storage === undefined || isImage(storage) ? undefined : storageSlug(storage),
    schedule: cron === undefined && interval === undefined && rrule === undefined ? null : more,
  })
  // Code first: a run of the deployment may be due at once.
  if (build) await uploadDeployment(built, { client, from: cwd })
  return await applyDeployment({ ...built, ...placed }, { client })
}

const isImage = (storage: FlowOptions['storage']): storage is FlowImage => typeof storage === 'object' && 'addFlow' in storage

/** `type/name` of a storage that workers can find. */
function storageSlug(storage: string | Block): string {
  if (typeof storage === 'string') return storage
  if (storage.savedAs === undefined)
    throw new MillraceError(
      `the storage is a block of type '${storage.type.slug}' without a name, so workers cannot find it: save it first`,
    )
  return `${storage.type.slug}/${storage.savedAs.name}`
}

interface BuildInfrastructure {
  readonly infrastructureBlock?: string
  readonly infrastructureType?: string
  readonly overrides?: NonNullable<RegisterOptions['jobVariables']>
}

/** A block by its name, a type, or a type with what is different from its defaults. */
function infrastructureFor(infrastructure: FlowOptions['infrastructure']): BuildInfrastructure {
  if (infrastructure === undefined) return {}
  if (typeof infrastructure === 'string')
    return infrastructure.includes('/') ? { infrastructureBlock: infrastructure } : { infrastructureType: infrastructure }
  const { type, ...overrides } = infrastructure
  return { infrastructureType: type, overrides }
}
