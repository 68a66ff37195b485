import type { AuditFilter } from '@millrace/protocol'
import { CommandFailure } from '../errors.ts'

/** Which entries of the audit log are wanted, as options say it. */
export interface AuditOptions {
  readonly since?: string | undefined
  readonly until?: string | undefined
  readonly who?: string | undefined
  readonly action?: string | undefined
  readonly id?: string | undefined
  readonly refused?: boolean | undefined
}

/** Reads the options of commands that look for entries of the audit log. */
export async function auditFilter({ since, until, who, action, id, refused }: AuditOptions): Promise<AuditFilter> {
  return {
    since: await instantOf('--since', since),
    until: await instantOf('--until', until),
    who,
    action,
    id,
    refused,
  }
}

/** An instant, or one in words, such as `2 hours ago`. */
async function instantOf(option: string, text: string | undefined): Promise<string | undefined> {
  if (text === undefined) return undefined
  const { casual } = await import('chrono-node')
  const time = casual.parseDate(text)
  if (time !== null) return time.toISOString()
  throw new CommandFailure(`${option}: unable to parse '${text}'. Expected something like '2026-03-01', 'yesterday' or '2 hours ago'.`)
}
