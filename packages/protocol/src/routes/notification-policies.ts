import { z } from 'zod'
import { page } from '../filters/criteria.ts'
import {
  notificationPolicy,
  notificationPolicyCreate,
  notificationPolicyFilter,
  notificationPolicyUpdate,
} from '../objects/notification-policy.ts'
import { route } from '../route.ts'
import { uuid } from '../values/scalars.ts'
import { nothing } from './replies.ts'

const byId = z.object({ id: uuid })

/** Only in 2.20. */
export const notificationPolicyRoutes = {
  create: route({
    method: 'POST',
    path: '/flow_run_notification_policies/',
    summary: 'Create a notification policy',
    body: notificationPolicyCreate,
    reply: notificationPolicy,
    status: [201],
    refuses: [409],
  }),
  read: route({
    method: 'GET',
    path: '/flow_run_notification_policies/{id}',
    summary: 'Read a notification policy',
    params: byId,
    reply: notificationPolicy,
    status: [200],
  }),
  update: route({
    method: 'PATCH',
    path: '/flow_run_notification_policies/{id}',
    summary: 'Change a notification policy',
    params: byId,
    body: notificationPolicyUpdate,
    reply: nothing,
    status: [204],
    refuses: [409],
  }),
  delete: route({
    method: 'DELETE',
    path: '/flow_run_notification_policies/{id}',
    summary: 'Delete a notification policy',
    params: byId,
    reply: nothing,
    status: [204],
  }),
  filter: route({
    method: 'POST',
    path: '/flow_run_notification_policies/filter',
    summary: 'List notification policies',
    body: z.object({ flow_run_notification_policy_filter: notificationPolicyFilter.nullish(), ...page }).prefault({}),
    reply: z.array(notificationPolicy),
    status: [200],
  }),
} as const
