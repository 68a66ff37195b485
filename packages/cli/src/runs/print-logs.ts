import type { Client } from '@millrace/client'
import { type Log, type LogFilterInput, MAXIMUM_LIMIT } from '@millrace/protocol'
import { WrongUsage } from '../errors.ts'
import { readPages } from '../lookups/pages.ts'

/** Lines shown by `--head` and `--tail` that do not say how many. */
const FEW = 20

/** The options by which part of the lines is chosen. */
export interface LogOptions {
  readonly head?: boolean | undefined
  readonly tail?: boolean | undefined
  readonly reverse?: boolean | undefined
  readonly numLogs?: number | undefined
}

/** The log lines that the options ask for, in the order in which they are to be shown. */
export async function chosenLogs(
  client: Client,
  filter: LogFilterInput,
  { head, tail, reverse, numLogs }: LogOptions,
): Promise<readonly Log[]> {
  if (head && tail) throw new WrongUsage('Please provide either a `head` or `tail` option but not both.')
  const most = numLogs ?? (head || tail ? FEW : Infinity)
  // Lines are read from the end they are wanted from; a page from one end is a page from the other, reversed.
  const newestFirst = tail === true || reverse === true
  const lines = await readPages(
    async ({ limit, offset }) =>
      await client.logs.filter({
        body: { logs: filter, limit: Math.min(limit, MAXIMUM_LIMIT), offset, sort: newestFirst ? 'TIMESTAMP_DESC' : 'TIMESTAMP_ASC' },
      }),
    most,
  )
  return newestFirst && !reverse ? lines.toReversed() : lines
}
