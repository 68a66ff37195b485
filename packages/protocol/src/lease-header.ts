/**
 * Header of a proposed PENDING or RUNNING state by which whoever claims a flow run holds its lease from that moment on: no
 * run is claimed that nobody watches over. Millrace's own.
 */
export const LEASE_HEADER = 'millrace-lease'

/** A lease that is asked for with a claim. */
export interface AskedLease {
  /** How long it lasts unless it is renewed. */
  readonly seconds: number
  /** Host, process, worker: shown to people. */
  readonly holder: string
}

/** The value of the header: `60;worker%20mill%20on%20host`. */
export const leaseHeader = ({ seconds, holder }: AskedLease): string => `${seconds};${encodeURIComponent(holder)}`

/** Seconds that a lease lasts at most, and at least. */
const LONGEST = 3600
const SHORTEST = 1

/** Reads the header; undefined when it is malformed. */
export function parseLeaseHeader(text: string): AskedLease | undefined {
  const [, number = '', encoded = ''] = /^(\d{1,6}(?:\.\d{1,6})?);([^;]{1,1000})$/.exec(text) ?? []
  const seconds = Number(number)
  if (number === '' || seconds < SHORTEST || seconds > LONGEST) return undefined
  try {
    return { seconds, holder: decodeURIComponent(encoded) }
  } catch {
    return undefined
  }
}
