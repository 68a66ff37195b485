import { executeCall } from './execute-call.ts'
import { hostSession, hostStorage, type Upward, upward } from './host-session.ts'
import { loadTask } from './load-task.ts'
import { CallTransaction } from './call-transaction.ts'
import { packable } from './make-call.ts'
import type { CallEnd, FromHost, Link, Scope, ToHost } from './messages.ts'
import type { SendableCall } from './task-call.ts'
import { pack } from './values.ts'
import { wireError } from './wire-error.ts'
import { wireState } from './wire-state.ts'

/** The last one, as calls of one flow run come one after the other. */
let scope: { readonly name: string; readonly value: Scope } | undefined

/** Runs a call in this thread or process and tells over the link what comes of it; never rejects. */
export async function hostCall(link: Link<FromHost, ToHost>, call: SendableCall): Promise<void> {
  const end = await endOf(link, call)
  link.post({ type: 'ended', end })
}

async function endOf(link: Link<FromHost, ToHost>, call: SendableCall): Promise<CallEnd> {
  const { ask, signal } = upward(link)
  const transaction = new CallTransaction(call.run.transaction)
  const kept = (): Pick<CallEnd, 'kept'> => {
    const changes = transaction.changes()
    return Object.keys(changes).length === 0 ? {} : { kept: packable(changes) }
  }
  try {
    const task = await loadTask(call.task)
    const around = await scopeOf(call, ask)
    link.post({ type: 'begun' })
    const session = hostSession(link, ask, around)
    const state = await executeCall(task, call, { session, storage: hostStorage(ask, around), flow: around.flow, signal, transaction })
    return { state: wireState(state, (value) => pack(value, `the result of task '${call.task.name}'`)), ...kept() }
  } catch (error) {
    return { error: wireError(error), ...kept() }
  }
}

async function scopeOf({ scope: name }: SendableCall, ask: Upward['ask']): Promise<Scope> {
  if (scope?.name !== name) scope = { name, value: await ask({ what: 'scope' }) }
  return scope.value
}
