import { KEY_ROLES, type Right, RIGHTS_OF } from '@millrace/protocol'
import { NotAllowed } from '../api/errors.ts'
import type { Actor } from './actor.ts'

const TO: Readonly<Record<Right, string>> = {
  read: 'to read',
  'read-secrets': 'to read secrets',
  run: 'to tell of runs',
  operate: 'to operate runs',
  build: 'to build',
  administer: 'to administer',
}

/** Refuses a call whose maker lacks a right; whether what it names exists plays no part in it. */
export function lacking(needs: Right, actor: Actor): NotAllowed {
  const roles = KEY_ROLES.filter((role) => RIGHTS_OF[role].includes(needs))
  return new NotAllowed(`This needs the right ${TO[needs]}, which ${listOf(roles)}; ${nameOf(actor)}.`, needs)
}

/** Refuses the key of a worker of one pool to serve another. */
export const ofOtherPool = (actor: Actor): NotAllowed =>
  new NotAllowed(`This key serves the work pool '${actor.workPoolName}' alone; ${nameOf(actor)}.`, 'run')

const listOf = (roles: readonly string[]): string =>
  roles.length === 1 ? `the role ${roles[0]} has` : `the roles ${roles.slice(0, -1).join(', ')} and ${roles.at(-1)} have`

function nameOf({ kind, name, role }: Actor): string {
  if (kind === 'user') return `you are '${name}', whose role is ${role}`
  if (kind === 'key') return `this is the key '${name}', whose role is ${role}`
  return 'you have none'
}
