import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { Automation, EventTrigger, Trigger } from '@millrace/protocol'
import { api } from '../../api/api.ts'
import { CallRefused } from '../../api/errors.ts'
import { orNull } from '../../api/or-null.ts'
import { serverNow } from '../../time/server-clock.ts'
import { idsOf, namesOf, type Told } from './names.ts'
import { type AutomationRows, automationRowsOfPrefect, WEEK } from './rows-of-prefect.ts'

/** Automations by name with how often they fired in the last seven days, and the names of what they are about. */
export const automationsQuery = queryOptions({
  queryKey: ['automations'],
  queryFn: async ({ signal }): Promise<AutomationRows> =>
    (await orNull(api.serverViews.automationRows({ body: {}, signal }))) ?? (await automationRowsOfPrefect(signal)),
})

export const automationQuery = (id: string) =>
  queryOptions({ queryKey: ['automation', id], queryFn: ({ signal }) => api.automations.read({ params: { id }, signal }) })

/** What an automation did; null where the server does not tell. */
export const firingsQuery = (id: string) =>
  queryOptions({
    queryKey: ['automation', id, 'firings'],
    queryFn: ({ signal }) =>
      api.serverViews.firings({ params: { id }, signal }).catch((error: unknown) => {
        if (error instanceof CallRefused && error.status === 404) return null
        throw error
      }),
  })

/** The names of what automations act on and wait for, by ids. */
export const namesQuery = (automations: readonly Told[]) => {
  const ids = idsOf(automations)
  return queryOptions({
    queryKey: ['names', ids],
    enabled: Object.values(ids).some((some) => some.length > 0),
    staleTime: 60_000,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => namesOf(ids, signal),
  })
}

/** The last ten events of seven days that fit a trigger, whether it would have fired by them or not. */
export const matchingQuery = ({ expect, match, match_related: related }: EventTrigger) =>
  queryOptions({
    queryKey: ['matching events', { expect, match, related }],
    staleTime: 30_000,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const names = expect.filter((name) => !name.endsWith('*'))
      const prefixes = expect.filter((name) => name.endsWith('*')).map((name) => name.slice(0, -1))
      const [first] = [related].flat()
      const filter = {
        occurred: { since: new Date(serverNow() - WEEK).toISOString() },
        ...(expect.length === 0
          ? {}
          : { event: { ...(names.length === 0 ? {} : { name: names }), ...(prefixes.length === 0 ? {} : { prefix: prefixes }) } }),
        ...(isEmpty(match) ? {} : { resource: { labels: match } }),
        ...(first === undefined || isEmpty(first) ? {} : { related: { labels: first } }),
      }
      const { events, total } = await api.events.filter({ body: { filter, limit: 10 }, signal })
      return { events, total }
    },
  })

const isEmpty = (labels: object): boolean => Object.keys(labels).length === 0

/** When a trigger would have fired in the last seven days; null where the server cannot tell. */
export const triedQuery = (trigger: Trigger) =>
  queryOptions({
    queryKey: ['tried trigger', trigger],
    staleTime: 60_000,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      api.serverViews.tryTrigger({ body: { trigger }, signal }).catch((error: unknown) => {
        if (error instanceof CallRefused && (error.status === 404 || error.status === 405)) return null
        throw error
      }),
  })

type Rendering = Parameters<typeof api.serverViews.renderTemplates>[0]['body']

/** What templates say of an event; null where the server cannot tell. */
export const renderedQuery = (body: Rendering) =>
  queryOptions({
    queryKey: ['rendered', body],
    staleTime: 30_000,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      api.serverViews.renderTemplates({ body, signal }).catch((error: unknown) => {
        if (error instanceof CallRefused && (error.status === 404 || error.status === 405)) return null
        throw error
      }),
  })

/** What somebody decides about an automation. */
export type AutomationParts = Pick<Automation, 'name' | 'description' | 'enabled' | 'trigger' | 'actions'> &
  Partial<Pick<Automation, 'tags' | 'actions_on_trigger' | 'actions_on_resolve'>>

/** Makes an automation, or changes the one of this id; answers the id. */
export async function saveAutomation(id: string | undefined, parts: AutomationParts): Promise<string> {
  if (id === undefined) return (await api.automations.create({ body: parts })).id
  await api.automations.update({ params: { id }, body: parts })
  return id
}

export const turnAutomation = ({ id, enabled }: Pick<Automation, 'id' | 'enabled'>) =>
  api.automations.patch({ params: { id }, body: { enabled: !enabled } })

export const deleteAutomation = (id: string) => api.automations.delete({ params: { id } })

/** What actions can be about, to choose from: the first 200 of each. */
export const choicesQuery = (kind: 'deployment' | 'work-pool' | 'work-queue' | 'automation' | 'flow') =>
  queryOptions({
    queryKey: ['choices', kind],
    staleTime: 30_000,
    queryFn: async ({ signal }): Promise<readonly { readonly id: string; readonly name: string }[]> => {
      switch (kind) {
        case 'deployment':
          return await api.deployments.filter({ body: { sort: 'NAME_ASC' }, signal })
        case 'work-pool':
          return await api.workPools.filter({ body: {}, signal })
        case 'work-queue':
          return (await api.workQueues.filter({ body: {}, signal })).map(({ id, name, work_pool_name: pool }) => ({
            id,
            name: pool === null || pool === undefined ? name : `${pool} / ${name}`,
          }))
        case 'automation':
          return await api.automations.filter({ body: {}, signal })
        case 'flow':
          break
      }
      return await api.flows.filter({ body: { sort: 'NAME_ASC' }, signal })
    },
  })

/** Named blocks that can send notifications, or be called as webhooks. */
export const actionBlocksQuery = (kind: 'notify' | 'webhook') =>
  queryOptions({
    queryKey: ['blocks', 'for actions', kind],
    queryFn: ({ signal }) =>
      api.blockDocuments.filter({
        body: {
          block_documents: { is_anonymous: { eq_: false } },
          ...(kind === 'notify'
            ? { block_schemas: { block_capabilities: { all_: ['notify'] } } }
            : { block_types: { slug: { any_: ['webhook'] } } }),
          include_secrets: false,
        },
        signal,
      }),
  })
