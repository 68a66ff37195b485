import type { ActiveFlowRun } from '../context/flow-run.ts'

interface CallNames {
  readonly name: string
  readonly dynamicKey: string
}

/** How often something was called before in this attempt at its flow. */
export function nextNumber(key: string, { calls }: ActiveFlowRun): number {
  const number = calls.get(key) ?? 0
  calls.set(key, number + 1)
  return number
}

/** The n-th call of a task in an attempt at its flow is `name-n`; attempts after the first have keys of their own. */
export const namesOfCall = (name: string, number: number, { keySuffix }: ActiveFlowRun): CallNames => ({
  name: `${name}-${number}`,
  dynamicKey: `${number}${keySuffix}`,
})

/** The names of the next call of something that has this name and key. */
export const numbered = ({ name, key }: { name: string; key: string }, flow: ActiveFlowRun): CallNames =>
  namesOfCall(name, nextNumber(key, flow), flow)
