import type { AllRoutes, KeyRole, Right } from '@millrace/protocol'
import { apiRoutes, rightsOf } from 'virtual:api-routes'

/** The call that a control makes, as `deployments.delete`: what it needs is what the server asks for that call. */
export type Needs = { [Group in keyof AllRoutes]: `${Group}.${keyof AllRoutes[Group] & string}` }[keyof AllRoutes]

/** The right that a call needs; undefined for one that anybody may make. */
export function rightFor(needs: Needs): Right | undefined {
  const [group = '', name = ''] = needs.split('.')
  return apiRoutes[group]?.[name]?.split(' ')[2] as Right | undefined
}

/** The roles of people that have a right, from the one with the fewest rights on. */
export const rolesWith = (right: Right): readonly KeyRole[] =>
  (Object.keys(rightsOf) as KeyRole[]).filter((role) => role !== 'worker' && rightsOf[role]?.includes(right) === true)
