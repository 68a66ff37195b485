/** How far back the audit log is shown. */
export const AUDIT_SPANS = ['24h', '7d', '30d', 'all'] as const
export type AuditSpan = (typeof AUDIT_SPANS)[number]

/** What the address says of the audit log; defaults are left out. */
export interface AuditSearch {
  /** All of it where none is given. */
  readonly span?: AuditSpan
  /** Part of the name of who did it. */
  readonly who?: string
  /** The beginning of what was done, such as `deployments.`. */
  readonly action?: string
  /** The id of what it was done to. */
  readonly id?: string
  /** Only what was refused. */
  readonly refused?: true
}

/** Reads the address; what makes no sense counts as not said. */
export function auditSearch({ span, who, action, id, refused }: Record<string, unknown>): AuditSearch {
  const known = AUDIT_SPANS.find((each) => each === span)
  return {
    ...(known === undefined || known === 'all' ? {} : { span: known }),
    ...Object.fromEntries(Object.entries({ who, action, id }).filter(([, value]) => typeof value === 'string' && value !== '')),
    ...(refused === true ? { refused } : {}),
  }
}

/** Whether anything is left out. */
export const isFiltered = (search: AuditSearch): boolean => Object.keys(search).length > 0
