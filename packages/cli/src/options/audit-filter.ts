import type { Command } from '@commander-js/extra-typings'
import type { AuditFilter } from '@millrace/protocol'
import { CommandFailure } from '../errors.ts'

/** Which entries of the audit log are wanted, as options say it; no interface, as commander asks for a type with an index. */
export type AuditOptions = {
  readonly since?: string | undefined
  readonly until?: string | undefined
  readonly who?: string | undefined
  readonly action?: string | undefined
  readonly id?: string | undefined
  readonly refused?: true | undefined
}

/** Gives a command the options by which entries are chosen. */
export const auditOptions = (command: Command): Command<[], AuditOptions> =>
  command
    .option('--since <time>', "only from then on, as '2026-03-01' or '2 hours ago'")
    .option('--until <time>', 'only before then')
    .option('--who <name>', 'only what somebody did whose name has this in it')
    .option('--action <action>', 'only actions that begin so, as in deployments. or users.delete')
    .option('--id <id>', 'only what was done to the object of this id')
    .option('--refused', 'only what was refused')

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
