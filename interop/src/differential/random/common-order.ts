import type { Json } from '../conversation.ts'

/**
 * A list of ours in the order in which the other server has it: many lists are in an order of ids, which are not the same ids. What has
 * no partner stays in its order.
 */
export function inCommonOrder(theirs: Json | undefined, ours: Json | undefined, partners: ReadonlyMap<string, string>): Json | undefined {
  if (isPage(theirs) && isPage(ours)) return { ...ours, results: inCommonOrder(theirs['results'], ours['results'], partners) ?? null }
  if (isDeleted(theirs) && isDeleted(ours)) return { ...ours, deleted: inCommonOrder(theirs['deleted'], ours['deleted'], partners) ?? null }
  if (!isList(theirs) || !isList(ours) || theirs.length !== ours.length) return ours
  const places = theirs.map((item) => ours.findIndex((mine) => idOf(mine) !== undefined && idOf(mine) === partners.get(idOf(item) ?? '')))
  const left = ours.filter((_, index) => !places.includes(index))
  return places.map((place) => ours[place] ?? left.shift() ?? null)
}

const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value)

const isPage = (value: Json | undefined): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && 'results' in value

const isDeleted = (value: Json | undefined): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && 'deleted' in value

const idOf = (value: Json | undefined): string | undefined => {
  if (typeof value === 'string') return value
  if (typeof value !== 'object' || value === null) return undefined
  const { id, flow_run_id: run } = value as { readonly id?: Json; readonly flow_run_id?: Json }
  return typeof id === 'string' ? id : typeof run === 'string' ? run : undefined
}
