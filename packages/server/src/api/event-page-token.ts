import { eventFilter } from '@millrace/protocol'
import { z } from 'zod'
import { Forbidden } from './errors.ts'

const content = z.object({ filter: eventFilter, limit: z.int().min(1).max(50), offset: z.int().min(0), total: z.int().min(0) })

/** Where a list of events goes on. */
export type EventPageToken = z.output<typeof content>

/** A token that means something to us alone. */
export const writeToken = (token: EventPageToken): string => Buffer.from(JSON.stringify(token)).toString('base64url')

/** Throws `Forbidden` for a token that is not one of ours. */
export function readToken(text: string): EventPageToken {
  try {
    return content.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')))
  } catch {
    throw new Forbidden('Forbidden')
  }
}
