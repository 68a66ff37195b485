import type { Handlers, notificationPolicyRoutes } from '@millrace/protocol'
import type { RequestContext } from '../http/request-context.ts'
import { policiesChanged } from '../notification-policies/queue-notifications.ts'
import { newId } from '../orchestration/chance.ts'
import { deletePolicy, insertPolicy, listPolicies, readPolicy, updatePolicy } from '../store/queries/notification-policies.ts'
import type { FlowRunNotificationPolicyRow } from '../store/schema.ts'
import { changesOf } from './changes.ts'
import { NotFound } from './errors.ts'
import { sliceOf } from './page.ts'

const absent = (): NotFound => new NotFound('flow run notification policy not found')

/** Handlers of the routes of notification policies. A policy's row is its answer. */
export const notificationPolicyHandlers: Handlers<typeof notificationPolicyRoutes, RequestContext> = {
  async create(context, { body }) {
    const now = context.clock.now()
    const row = { id: newId(), created: now, updated: now, ...body, message_template: body.message_template ?? null }
    await context.store.write(async (tx) => {
      await insertPolicy(tx, row)
      policiesChanged(context, tx)
    })
    return row
  },

  async read({ store }, { params }) {
    const row = await store.read((queries) => readPolicy(queries, params.id))
    if (row === undefined) throw absent()
    return row
  },

  async update(context, { params, body }) {
    const changes = { ...changesOf<FlowRunNotificationPolicyRow>(body, ['message_template']), updated: context.clock.now() }
    await context.store.write(async (tx) => {
      if (!(await updatePolicy(tx, params.id, changes))) throw absent()
      policiesChanged(context, tx)
    })
    return undefined
  },

  async delete(context, { params }) {
    await context.store.write(async (tx) => {
      if (!(await deletePolicy(tx, params.id))) throw absent()
      policiesChanged(context, tx)
    })
    return undefined
  },

  filter: (context, { body }) =>
    context.store.read((queries) => listPolicies(queries, { filter: body.flow_run_notification_policy_filter, ...sliceOf(context, body) })),
}
