import type { State } from '@millrace/protocol'
import type { ServerContext } from '../context.ts'
import { newId } from '../orchestration/chance.ts'
import { listActivePolicies, queueNotifications as write } from '../store/queries/notification-policies.ts'
import type { FlowRunNotificationPolicyRow } from '../store/schema.ts'
import type { Transaction } from '../store/store.ts'

type Context = Pick<ServerContext, 'store' | 'clock'>

/** Policies as old as this are read again, in milliseconds: how long another process may not know of a change. */
const GOOD_FOR = 5000

interface Known {
  readonly policies: readonly FlowRunNotificationPolicyRow[]
  readonly until: number
}

const KNOWN = new WeakMap<Context['store'], Known>()

/** Notes, with a state of a flow run, the notifications that policies want of it. */
export async function queueNotifications(
  context: Context,
  tx: Transaction,
  run: { readonly tags: readonly string[] },
  state: Pick<State, 'id' | 'name'>,
): Promise<void> {
  const policies = await activePolicies(context, tx)
  const wanting = policies.filter(
    ({ state_names: names, tags }) =>
      (names.length === 0 || names.includes(state.name ?? '')) && (tags.length === 0 || tags.some((tag) => run.tags.includes(tag))),
  )
  if (wanting.length === 0) return
  const now = context.clock.now()
  await write(
    tx,
    wanting.map(({ id }) => ({
      id: newId(),
      created: now,
      due: now,
      attempts: 0,
      flow_run_state_id: state.id,
      flow_run_notification_policy_id: id,
    })),
  )
}

/** Has the policies read again once a change to them is committed. */
export const policiesChanged = ({ store }: Context, tx: Transaction): void => tx.afterCommit(() => void KNOWN.delete(store))

async function activePolicies({ store, clock }: Context, tx: Transaction): Promise<Known['policies']> {
  const now = Date.parse(clock.now())
  const known = KNOWN.get(store)
  if (known !== undefined && known.until > now) return known.policies
  const policies = await listActivePolicies(tx)
  KNOWN.set(store, { policies, until: now + GOOD_FOR })
  return policies
}
