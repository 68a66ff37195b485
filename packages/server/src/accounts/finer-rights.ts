import type { AllRoutes, Json, Received, Right, Routes } from '@millrace/protocol'
import type { RequestContext } from '../http/request-context.ts'
import { findWorkPool } from '../store/queries/work-pools.ts'
import type { Actor } from './actor.ts'

type Needed = Right | undefined
type Needs<Group extends Routes> = {
  readonly [Name in keyof Group]?: (context: RequestContext, request: Received<Group[Name]>) => Needed | Promise<Needed>
}
type FinerRights = { readonly [Group in keyof AllRoutes]?: Needs<AllRoutes[Group]> }

/** Workers and flow runs have a worker's key; what they do on their own they may do, though people who have `run` may not. */
const isWorker = ({ role }: Actor): boolean => role === 'worker'

const secretsOf = ({ include_secrets: asked }: { readonly include_secrets: boolean }): Needed => (asked ? 'read-secrets' : undefined)

/**
 * Job variables say which command, image or account a run gets; whoever sets them runs code. Flows may, as they run code already, but not
 * with the key of one pool: the run may be of another.
 */
const jobVariables = ({ actor }: RequestContext, given: Readonly<Record<string, Json>> | null | undefined): Needed =>
  (isWorker(actor) && actor.workPoolName === null) || given === undefined || given === null || Object.keys(given).length === 0
    ? undefined
    : 'build'

const isWithin = (body: object, fields: ReadonlySet<string>): boolean => Object.keys(body).every((field) => fields.has(field))

/** What pauses and limits, and changes nothing of what runs. */
const OPERATES_DEPLOYMENT = new Set(['paused', 'is_schedule_active', 'schedules', 'concurrency_limit', 'concurrency_options'])
const OPERATES_POOL = new Set(['is_paused', 'concurrency_limit'])
const TEMPLATE = new Set(['base_job_template'])

const FINER: FinerRights = {
  blockDocuments: {
    create: (_, { body }) => (body.is_anonymous ? undefined : 'build'),
    read: (_, { query }) => secretsOf(query),
    filter: (_, { body }) => secretsOf(body),
  },
  blockTypes: {
    listDocuments: (_, { query }) => secretsOf(query),
    readDocument: (_, { query }) => secretsOf(query),
  },
  bulk: {
    createFlowRuns: (context, { body }) =>
      body.map(({ job_variables: given }) => jobVariables(context, given)).find((right) => right !== undefined),
  },
  deployments: {
    createFlowRun: (context, { body }) => jobVariables(context, body.job_variables),
    update: (_, { body }) => (isWithin(body, OPERATES_DEPLOYMENT) ? undefined : 'build'),
  },
  flowRuns: {
    create: (context, { body }) => jobVariables(context, body.job_variables),
    update: (context, { body }) => jobVariables(context, body.job_variables),
  },
  workPools: {
    create: ({ actor }) => (isWorker(actor) ? undefined : 'build'),
    async update({ actor, store }, { params, body }) {
      if (!isWorker(actor) || !isWithin(body, TEMPLATE)) return isWithin(body, OPERATES_POOL) ? 'operate' : 'build'
      const pool = await store.read((queries) => findWorkPool(queries, params.name))
      return pool === undefined || Object.keys(pool.base_job_template).length === 0 ? undefined : 'build'
    },
  },
  workQueues: { create: ({ actor }) => (isWorker(actor) ? undefined : 'build') },
}

type Anyhow = (context: RequestContext, request: unknown) => Needed | Promise<Needed>

/** What an operation needs by what is asked for, beyond the right of its route. */
export const finerRightOf = (group: string, name: string): Anyhow | undefined => {
  const ofGroup = FINER[group as keyof FinerRights] as Readonly<Record<string, Anyhow>> | undefined
  return ofGroup?.[name]
}
