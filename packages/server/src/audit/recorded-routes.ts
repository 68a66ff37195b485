import { type AllRoutes, type Right, ROUTE_RIGHTS } from '@millrace/protocol'
import type { Operation } from '../http/operation.ts'

/**
 * What is recorded of the calls of a route. `always`: each that changed something, and each that was refused. `by-people`: the same, but for
 * those of workers' keys. `forced`: states that were forced, and cancellations, by others than the run itself. `secrets`: reads of
 * secrets. `refused`: only what was refused.
 */
export type Recording = 'always' | 'by-people' | 'forced' | 'secrets' | 'refused'

type Action = { [Group in keyof AllRoutes]: `${Group}.${string & keyof AllRoutes[Group]}` }[keyof AllRoutes]

/** Where the right that a route needs does not say it. */
const OTHERWISE: Readonly<Partial<Record<Action, Recording | 'never'>>> = {
  'sessions.signIn': 'always',
  'sessions.signOut': 'always',
  'sessions.changePassword': 'always',
  'apiKeys.create': 'always',
  'apiKeys.revoke': 'always',
  // Workers, agents and flow runs make these, too, and so need no more than the right to run.
  'blockDocuments.create': 'by-people',
  'workPools.create': 'by-people',
  'workPools.update': 'by-people',
  'workQueues.create': 'by-people',
  'flowRuns.setState': 'forced',
  'taskRuns.setState': 'forced',
  'blockDocuments.read': 'secrets',
  'blockDocuments.filter': 'secrets',
  'blockTypes.listDocuments': 'secrets',
  'blockTypes.readDocument': 'secrets',
  // These change nothing.
  'audit.filter': 'never',
  'admin.createDatabase': 'never',
}

/** What is recorded of a route: by the right that it needs, so that a new one is recorded without a line here; undefined for nothing. */
export function recordingOf({ action, spec }: Pick<Operation, 'action' | 'spec'>): Recording | undefined {
  const said = OTHERWISE[action as Action]
  if (said !== undefined) return said === 'never' ? undefined : said
  const right = rightOf(action)
  if (spec.method === 'GET' || right === null || right === 'read') return undefined
  return right === 'run' ? 'refused' : 'always'
}

/** The right that a route needs; null where it needs none. */
function rightOf(action: string): Right | null {
  const [group = '', name = ''] = action.split('.')
  const rights: Readonly<Record<string, Readonly<Record<string, Right | null>>>> = ROUTE_RIGHTS
  return rights[group]?.[name] ?? null
}
