import { STATE_TYPES, type StateType } from '@millrace/protocol'
import type { Rule } from './rule.ts'

/** The rules that apply from one type of state to another, in order. */
export type Policy<Run> = (from: StateType | null, to: StateType) => readonly Rule<Run>[]

/** Makes a policy of rules in order; which apply to which transition is worked out once, here. */
export function policyOf<Run>(rules: readonly Rule<Run>[]): Policy<Run> {
  const table = new Map(
    [null, ...STATE_TYPES].map((from) => [
      from,
      new Map(STATE_TYPES.map((to) => [to, rules.filter((rule) => rule.from.includes(from) && rule.to.includes(to))])),
    ]),
  )
  return (from, to) => table.get(from)?.get(to) ?? []
}
