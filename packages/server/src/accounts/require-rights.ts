import type { Received, RouteSpec } from '@millrace/protocol'
import type { Operation } from '../http/operation.ts'
import type { RequestContext } from '../http/request-context.ts'
import type { Actor } from './actor.ts'
import { mayServe, poolServed } from './pool-bound.ts'
import { lacking, ofOtherPool } from './refusals.ts'

/** Throws `NotAllowed` for who lacks the right of an operation. */
export function requireRight({ needs }: Operation, actor: Actor): void {
  if (needs !== null && !actor.rights.has(needs)) throw lacking(needs, actor)
}

/** Throws `NotAllowed` for who lacks what a call needs by what it asks for, and for the key of a worker of another pool. */
export async function requireFinerRights(
  { action, alsoNeeds }: Operation,
  context: RequestContext,
  request: Received<RouteSpec>,
): Promise<void> {
  const { actor } = context
  if (actor.workPoolName !== null && !mayServe(actor, poolServed(action, request.params, request.body))) throw ofOtherPool(actor)
  // Who may do everything is not asked: calls of servers without credentials cost nothing more.
  if (alsoNeeds === undefined || actor.role === null) return
  const needs = await alsoNeeds(context, request)
  if (needs !== undefined && !actor.rights.has(needs)) throw lacking(needs, actor)
}
