import { namedIds, type NamedKind, type TargetNames } from '@millrace/protocol/automation-words'
import { api } from '../../api/api.ts'

/** An automation as far as its sentence tells it. */
export type Told = Parameters<typeof namedIds>[0]

type Ids = Readonly<Record<NamedKind, readonly string[]>>

/** The ids of what automations act on and wait for, each once, in an order that does not depend on theirs. */
export function idsOf(automations: readonly Told[]): Ids {
  const all = automations.map(namedIds)
  const of = (kind: NamedKind): string[] => [...new Set(all.flatMap((ids) => ids[kind]))].toSorted()
  return {
    deployment: of('deployment'),
    flow: of('flow'),
    'work-pool': of('work-pool'),
    'work-queue': of('work-queue'),
    automation: of('automation'),
  }
}

/** Their names, by a call for each kind that some are of. */
export async function namesOf(ids: Ids, signal: AbortSignal): Promise<TargetNames> {
  const among = (some: readonly string[]) => ({ id: { any_: [...some] } })
  const found = await Promise.all([
    ids.deployment.length === 0 ? [] : api.deployments.filter({ body: { deployments: among(ids.deployment) }, signal }),
    ids.flow.length === 0 ? [] : api.flows.filter({ body: { flows: among(ids.flow) }, signal }),
    ids['work-pool'].length === 0 ? [] : api.workPools.filter({ body: { work_pools: among(ids['work-pool']) }, signal }),
    ids['work-queue'].length === 0 ? [] : api.workQueues.filter({ body: { work_queues: among(ids['work-queue']) }, signal }),
    ids.automation.length === 0 ? [] : api.automations.filter({ body: { automations: among(ids.automation) }, signal }),
  ])
  return new Map(found.flat().map(({ id, name }) => [id, name]))
}
