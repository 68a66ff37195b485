import type { GoneKind } from '../features/gone/queries.ts'

/** The texts of what is not there. */
export const goneText = {
  notThere: {
    flow: 'There is no such flow.',
    'flow-run': 'There is no such flow run.',
    'task-run': 'There is no such task run.',
    deployment: 'There is no such deployment.',
    'work-pool': 'There is no such work pool.',
    'work-queue': 'There is no such work queue.',
    block: 'There is no such block.',
    variable: 'There is no such variable.',
    automation: 'There is no such automation.',
    'concurrency-limit': 'There is no such concurrency limit.',
    artifact: 'There is no such artifact.',
  } satisfies Record<GoneKind, string>,
  kinds: {
    flow: 'flow',
    'flow-run': 'flow run',
    'task-run': 'task run',
    deployment: 'deployment',
    'work-pool': 'work pool',
    'work-queue': 'work queue',
    block: 'block',
    variable: 'variable',
    automation: 'automation',
    'concurrency-limit': 'concurrency limit',
    artifact: 'artifact',
  } satisfies Record<GoneKind, string>,
  deleted: (name: string | null, who: string) => (name === null ? `Deleted by ${who},` : `${name} was deleted by ${who},`),
  deletedWith: (name: string | null, who: string, kind: string, whole: string | null) =>
    `${name ?? 'It'} went with the ${kind} ${whole ?? ''}, which was deleted by ${who},`,
  retention: (kept: string) => `Runs are kept for ${kept} on this server: retention may have deleted it.`,
  unknown: 'Nothing says that it was deleted: it may never have been there.',
  unasked: (reason: string) => `Who deleted it could not be asked for: ${reason}`,
} as const
