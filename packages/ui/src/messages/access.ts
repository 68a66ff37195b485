import type { KeyRole, Right } from '@millrace/protocol'
import { listInWords } from './counted.ts'

const RIGHTS: Readonly<Record<Right, string>> = {
  read: 'read',
  'read-secrets': 'read secrets',
  run: 'run',
  operate: 'operate',
  build: 'build',
  administer: 'administer',
}

const ROLES: Readonly<Record<KeyRole, string>> = {
  worker: 'Worker',
  viewer: 'Viewer',
  operator: 'Operator',
  developer: 'Developer',
  admin: 'Admin',
}

/** The texts of who may do what. */
export const accessText = {
  roles: ROLES,
  /** What each role may do. */
  may: {
    worker: 'Takes runs and tells how they go; changes nothing else',
    viewer: 'Sees everything but secrets',
    operator: 'Sees everything but secrets, starts, cancels and retries runs, changes schedules and limits',
    developer: 'What an operator may, changes deployments, blocks, pools, variables and automations, and reads secrets',
    admin: 'Everything, with users, the keys of others, the audit log and the database',
  } satisfies Record<KeyRole, string>,
  noConnection: 'There is no connection to the server.',
  signedOut: 'You are signed out.',
  needs: (right: Right, roles: readonly KeyRole[]) =>
    `This needs the right to ${RIGHTS[right]} (${roles.length === 1 ? 'role' : 'roles'} ${listInWords(roles)}).`,
} as const
