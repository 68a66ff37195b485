import { type AutomationCreate, type automationRoutes, deploymentLoop, type Handlers } from '@millrace/protocol'
import { withNewIds } from '../automations/triggers/with-new-ids.ts'
import { automationChanged } from '../events/changes/automation.ts'
import { tell } from '../events/tell.ts'
import { InvalidRequest } from '../http/problem.ts'
import type { RequestContext } from '../http/request-context.ts'
import { newId } from '../orchestration/chance.ts'
import { touchAutomations } from '../store/queries/automation-version.ts'
import {
  clearTriggerState,
  countAutomations,
  deleteAutomations,
  insertAutomation,
  listAutomations,
  readAutomation,
  relatedAutomations,
  setOwner,
  setRelatedResources,
  updateAutomation,
} from '../store/queries/automations.ts'
import type { AutomationRow } from '../store/schema.ts'
import type { Transaction } from '../store/store.ts'
import { changesOf } from './changes.ts'
import { checkJobVariablesOf, checkTemplates } from './check-automation.ts'
import { ObjectNotFound } from './errors.ts'
import { sliceOf } from './page.ts'

const absent = (): ObjectNotFound => new ObjectNotFound('Automation not found')

/** Handlers of the automation routes. An automation's row is its answer. */
export const automationHandlers: Handlers<typeof automationRoutes, RequestContext> = {
  async create(context, { body }) {
    checkTemplates(body, body)
    return await change(context, (tx) => add(context, tx, body))
  },

  async read({ store }, { params }) {
    const row = await store.read((queries) => readAutomation(queries, params.id))
    if (row === undefined) throw absent()
    return row
  },

  async update(context, { params, body }) {
    checkTemplates(body, body)
    const changes = { ...changesOf<AutomationRow>(body, []), trigger: withNewIds(body.trigger), updated: context.clock.now() }
    await change(context, async (tx) => {
      await checkJobVariablesOf(tx, body.actions)
      const row = await updateAutomation(tx, params.id, changes)
      if (row === undefined) throw absent()
      await setRelatedResources(tx, row.id, actedOn(row))
      await clearTriggerState(tx, row.id)
      await tell(context, tx, [automationChanged('updated', row)])
    })
    return undefined
  },

  async patch(context, { params, body }) {
    await change(context, async (tx) => {
      const row = await updateAutomation(tx, params.id, { enabled: body.enabled, updated: context.clock.now() })
      if (row === undefined) throw absent()
      refuseLoop(row, body)
      // What happens while it is paused does not count.
      if (!row.enabled) await clearTriggerState(tx, row.id)
      await tell(context, tx, [automationChanged('updated', row)])
    })
    return undefined
  },

  async delete(context, { params }) {
    const deleted = await remove(context, params.id)
    if (!deleted) throw absent()
    return undefined
  },

  filter: (context, { body }) =>
    context.store.read((queries) => listAutomations(queries, { filter: body.automations, sort: body.sort, ...sliceOf(context, body) })),

  count: ({ store }, { body }) => store.read((queries) => countAutomations(queries, body.automations)),

  relatedTo: ({ store }, { params }) => store.read((queries) => relatedAutomations(queries, params.resource_id)),

  async deleteOwnedBy(context, { params }) {
    await change(context, (tx) => removeOwned(context, tx, params.resource_id))
    return null
  },

  async replaceOwnedBy(context, { params, body }) {
    for (const each of body) checkTemplates(each, body)
    return await change(context, async (tx) => {
      await removeOwned(context, tx, params.resource_id)
      const rows: AutomationRow[] = []
      for (const each of body) rows.push(await add(context, tx, { ...each, owner_resource: params.resource_id }))
      return rows
    })
  },
}

async function add(
  context: RequestContext,
  tx: Transaction,
  { owner_resource: owner, ...given }: AutomationCreate,
): Promise<AutomationRow> {
  const now = context.clock.now()
  const row: AutomationRow = { id: newId(), created: now, updated: now, ...given, trigger: withNewIds(given.trigger) }
  await checkJobVariablesOf(tx, row.actions)
  await insertAutomation(tx, row)
  await setRelatedResources(tx, row.id, actedOn(row))
  if (owner) await setOwner(tx, row.id, owner)
  await tell(context, tx, [automationChanged('created', row)])
  return row
}

async function removeOwned(context: RequestContext, tx: Transaction, resourceId: string): Promise<void> {
  const owned = await relatedAutomations(tx, resourceId, { owned: true })
  if (owned.length === 0) return
  const deleted = await deleteAutomations(
    tx,
    owned.map(({ id }) => id),
  )
  await tell(
    context,
    tx,
    deleted.map((row) => automationChanged('deleted', row)),
  )
}

const remove = (context: RequestContext, id: string): Promise<boolean> =>
  change(context, async (tx) => {
    const [row] = await deleteAutomations(tx, [id])
    if (row === undefined) return false
    await tell(context, tx, [automationChanged('deleted', row)])
    return true
  })

/** Writes, and has every process look at the automations anew. The version comes first: it is what evaluation holds, too. */
const change = <Result>({ store, clock }: RequestContext, work: (tx: Transaction) => Promise<Result>): Promise<Result> =>
  store.write(async (tx) => {
    await touchAutomations(tx, newId(), clock.now())
    return await work(tx)
  })

/** The deployments that its actions name. */
const actedOn = ({ actions }: Pick<AutomationRow, 'actions'>): string[] => [
  ...new Set(
    actions.flatMap((action) =>
      action.type === 'run-deployment' && action.deployment_id !== null ? [`prefect.deployment.${action.deployment_id}`] : [],
    ),
  ),
]

/** One that was taken while it was disabled may not be fit to be enabled. */
function refuseLoop(row: AutomationRow, body: unknown): void {
  const message = deploymentLoop(row)
  if (message === undefined) return
  throw new InvalidRequest([{ type: 'value_error', loc: ['body'], msg: `Value error, ${message}`, input: body, ctx: { error: {} } }], body)
}
