import type { StateDetails } from '@millrace/protocol'

/** The details of a state about which there is nothing to say. */
export const NO_DETAILS: StateDetails = {
  flow_run_id: null,
  task_run_id: null,
  child_flow_run_id: null,
  scheduled_time: null,
  cache_key: null,
  cache_expiration: null,
  deferred: false,
  untrackable_result: false,
  pause_timeout: null,
  pause_reschedule: false,
  pause_key: null,
  run_input_keyset: null,
  refresh_cache: null,
  retriable: null,
  transition_id: null,
  task_parameters_id: null,
  traceparent: null,
  deployment_concurrency_lease_id: null,
}

/** Details as they are stored: without what is as in `NO_DETAILS`, which is nearly all of most states' and would be half of their rows. */
export function detailsText(details: StateDetails): string {
  const told: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(details)) {
    if (value !== NO_DETAILS[name as keyof StateDetails]) told[name] = value
  }
  return JSON.stringify(told)
}

/** Details as they are read, every one of them. */
export const wholeDetails = (stored: unknown): unknown =>
  typeof stored === 'string' ? { ...NO_DETAILS, ...(JSON.parse(stored) as Partial<StateDetails>) } : stored

const NOTHING = JSON.stringify(NO_DETAILS)
const OF_A_RUN = /^\{"flow_run_id":"[0-9a-f-]{36}"\}$/

/** As `wholeDetails`, as JSON; what most states have stored, nothing or the id of their run, is not even parsed. */
export function wholeDetailsText(stored: string): string {
  if (stored === '{}') return NOTHING
  if (OF_A_RUN.test(stored)) return `${stored.slice(0, -1)}${NOTHING.slice('{"flow_run_id":null'.length)}`
  return JSON.stringify(wholeDetails(stored))
}
