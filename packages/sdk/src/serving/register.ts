import { hostname } from 'node:os'
import type { Json } from '@millrace/protocol'
import { Block, plainData } from '../blocks/block.ts'
import { currentSession } from '../connection/session.ts'
import { type AppliedDeployment, applyDeployment } from '../deployments/apply.ts'
import { buildDeployment } from '../deployments/build.ts'
import { entrypointOf } from '../deployments/entrypoint-of.ts'
import { uploadDeployment } from '../deployments/upload.ts'
import { MillraceError } from '../errors.ts'
import type { FlowDefinition, FlowOptions } from '../flow-definition.ts'
import type { RegisterOptions } from './options.ts'
import { placeCode } from './place-code.ts'

/** The name of a deployment that was given none. */
const DEFAULT_NAME = 'default'

/** Brings a flow's code into its storage and registers a deployment of it with its infrastructure. Throws as `applyDeployment` does. */
export async function register(definition: FlowDefinition, options: RegisterOptions): Promise<AppliedDeployment> {
  const { client } = await currentSession()
  const {
    name = DEFAULT_NAME,
    pool,
    queue,
    hostAffinity = true,
    jobVariables,
    tags = [],
    labels = [],
    build = true,
    path: cwd = process.cwd(),
    ...more
  } = options
  const { cron, interval, rrule } = more
  const { storageBlock, placed, image, isHere } = await placeCode(client, definition, name, build)
  const infra = infrastructureFor(
    definition.options.infrastructure ?? (image !== undefined && pool === undefined ? 'docker-container' : undefined),
  )
  const { definition: built } = await buildDeployment({
    ...more,
    ...infra,
    keepsInfrastructure: false,
    client,
    cwd,
    name,
    pool,
    queue: queue ?? (hostAffinity && isHere && pool === undefined ? hostname() : undefined),
    loaded: definition,
    entrypoint: entrypointOf(definition, cwd),
    tags: [...tags, ...labels],
    overrides: { ...infra.overrides, ...jobVariables, ...(image === undefined ? {} : { image }) },
    storageBlock,
    schedule: cron === undefined && interval === undefined && rrule === undefined ? null : more,
    triggers: more.triggers ?? [],
  })
  // Code first: a run of the deployment may be due at once.
  if (build) await uploadDeployment(built, { client, from: cwd })
  return await applyDeployment({ ...built, ...placed }, { client })
}

interface BuildInfrastructure {
  readonly infrastructureBlock?: string
  readonly infrastructureType?: string
  readonly overrides?: NonNullable<RegisterOptions['jobVariables']>
}

/** A block, a type, or a type with what is different from its defaults. */
function infrastructureFor(infrastructure: FlowOptions['infrastructure']): BuildInfrastructure {
  if (infrastructure === undefined) return {}
  if (infrastructure instanceof Block) return { infrastructureBlock: slugOf(infrastructure) }
  if (typeof infrastructure === 'string')
    return infrastructure.includes('/') ? { infrastructureBlock: infrastructure } : { infrastructureType: infrastructure }
  const { type, ...given } = infrastructure
  return { infrastructureType: type, overrides: plainData(given) as Record<string, Json> }
}

/** `type/name` of a block that workers can find. */
function slugOf({ type, savedAs }: Block): string {
  if (savedAs?.name != null) return `${type.slug}/${savedAs.name}`
  throw new MillraceError(
    `the infrastructure is a block of type '${type.slug}' without a name, so workers cannot find it: save it first, or give it as { type: '${type.slug}', … }`,
  )
}
