/** What retention deletes when it is old: events, flow_runs, logs, in Prefect's words; `true` is all of it. */
export function oldKinds(enabled: string): ReadonlySet<string> {
  const words = enabled.toLowerCase().split(/[\s,{}'"[\]]+/)
  return words.includes('true')
    ? new Set(['events', 'flow_runs', 'logs'])
    : new Set(words.filter((word) => word !== '' && word !== 'false'))
}
