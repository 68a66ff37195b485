import { z } from 'zod'
import { automation, automationCreate, automationPartialUpdate, automationUpdate } from '../automations/automation.ts'
import { automationFilter, automationSort } from '../filters/automation-filter.ts'
import { page } from '../filters/criteria.ts'
import { route } from '../route.ts'
import { uuid } from '../values/scalars.ts'
import { nothing } from './replies.ts'

const byId = z.object({ id: uuid })
const byResource = z.object({ resource_id: z.string() })

export const automationRoutes = {
  create: route({
    method: 'POST',
    path: '/automations/',
    summary: 'Create an automation',
    body: automationCreate,
    reply: automation,
    status: [201],
  }),
  read: route({ method: 'GET', path: '/automations/{id}', summary: 'Read an automation', params: byId, reply: automation, status: [200] }),
  update: route({
    method: 'PUT',
    path: '/automations/{id}',
    summary: 'Change an automation; its triggers begin anew',
    params: byId,
    body: automationUpdate,
    reply: nothing,
    status: [204],
  }),
  patch: route({
    method: 'PATCH',
    path: '/automations/{id}',
    summary: 'Enable or disable an automation',
    params: byId,
    body: automationPartialUpdate,
    reply: nothing,
    status: [204],
  }),
  delete: route({
    method: 'DELETE',
    path: '/automations/{id}',
    summary: 'Delete an automation',
    params: byId,
    reply: nothing,
    status: [204],
  }),
  filter: route({
    method: 'POST',
    path: '/automations/filter',
    summary: 'List automations',
    body: z.object({ automations: automationFilter.nullish(), ...page, sort: automationSort.default('NAME_ASC') }).prefault({}),
    reply: z.array(automation),
    status: [200],
  }),
  count: route({
    method: 'POST',
    path: '/automations/count',
    summary: 'Count automations',
    body: z.object({ automations: automationFilter.nullish() }).prefault({}),
    reply: z.int(),
    status: [200],
  }),
  relatedTo: route({
    method: 'GET',
    path: '/automations/related-to/{resource_id}',
    summary: 'The automations that act on a resource or belong to it',
    params: byResource,
    reply: z.array(automation),
    status: [200],
  }),
  /** Ours: at once, so that two deploys do not leave the automations of both. */
  replaceOwnedBy: route({
    method: 'PUT',
    path: '/automations/owned-by/{resource_id}',
    summary: 'Put automations in place of those that belong to a resource',
    params: byResource,
    body: z.array(automationCreate),
    reply: z.array(automation),
    status: [200],
  }),
  deleteOwnedBy: route({
    method: 'DELETE',
    path: '/automations/owned-by/{resource_id}',
    summary: 'Delete the automations that belong to a resource',
    params: byResource,
    reply: z.null(),
    status: [202],
  }),
} as const

const templateProblem = z.object({ error: z.object({ line: z.int(), message: z.string(), source: z.string() }) })
const template = { method: 'POST', body: z.string().default(''), reply: templateProblem.or(nothing), status: [204] } as const

export const templateRoutes = {
  validate: route({ ...template, path: '/templates/validate', summary: 'Say what is wrong with a template; 422 with the mistake' }),
  /** Deprecated in 3.8, whose user interface still calls it. */
  validateOfAutomation: route({
    ...template,
    path: '/automations/templates/validate',
    summary: 'Say what is wrong with a template; 422 with the mistake',
  }),
} as const
