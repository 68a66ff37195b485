import type { ActiveFlowRun } from '../context/flow-run.ts'

/** The n-th call of a task in an attempt at its flow is `name-n`; attempts after the first have keys of their own. */
export function numbered(
  { name, key }: { name: string; key: string },
  { calls, keySuffix }: ActiveFlowRun,
): { name: string; dynamicKey: string } {
  const index = calls.get(key) ?? 0
  calls.set(key, index + 1)
  return { name: `${name}-${index}`, dynamicKey: `${index}${keySuffix}` }
}
