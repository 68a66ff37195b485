import { addSeconds, type BlockDocument, MessageTemplateError } from '@millrace/protocol'
import { NotificationFailed, sendNotification } from '../automations/notifications/send-notification.ts'
import { readBlockGraph } from '../blocks/block-graph.ts'
import { presentBlocks } from '../blocks/present-blocks.ts'
import { messageOf } from '../notification-policies/message.ts'
import { readBlockDocument } from '../store/queries/block-documents.ts'
import {
  claimNotifications,
  deleteNotification,
  hasDueNotifications,
  type Notification,
  readNotification,
} from '../store/queries/notification-policies.ts'
import type { FlowRunNotificationQueueRow } from '../store/schema.ts'
import type { Service, Turn } from './service.ts'
import { uiUrlOf } from '../ui/ui-url.ts'

const EVERY_SECONDS = 4
/** Sent at the same time. */
const BATCH = 10
/** Seconds after which another try may be made, by this server or another: longer than a send takes. */
const RETRY_SECONDS = 60
const MOST_ATTEMPTS = 3
/** Milliseconds for the calls of one notification: less than until the next try. */
const SENDING_MS = 30_000

const SUBJECT = 'Prefect flow run notification'

/**
 * Sends the notifications that policies asked for (2.20). One that fails for a reason that may pass is tried three times, a minute apart;
 * a server that ends in the midst of sending may send one twice.
 */
export const flowRunNotifications: Service = {
  name: 'flow-run-notifications',
  everySeconds: EVERY_SECONDS,
  async runOnce(turn) {
    while (!turn.signal.aborted) {
      const now = turn.clock.now()
      const claim = { now, until: addSeconds(now, RETRY_SECONDS), limit: BATCH }
      // Most turns find nothing, and a read holds up nobody.
      if (!(await turn.store.read((queries) => hasDueNotifications(queries, now)))) return
      const claimed = await turn.store.write((tx) => claimNotifications(tx, claim))
      await Promise.all(claimed.map((queued) => deliver(turn, queued)))
    }
  },
}

async function deliver(turn: Turn, queued: FlowRunNotificationQueueRow): Promise<void> {
  const policy = queued.flow_run_notification_policy_id
  try {
    const notification = await turn.store.read((queries) => readNotification(queries, queued))
    // Run or policy were deleted meanwhile.
    if (notification !== undefined) {
      const body = messageOf(notification, policy, uiUrlOf(turn))
      const signal = AbortSignal.any([turn.signal, AbortSignal.timeout(SENDING_MS)])
      const terms = { signal, allowPrivate: turn.settings.server.allowPrivateUrls }
      await sendNotification(await documentOf(turn, notification), { subject: SUBJECT, body }, terms)
    }
    await turn.store.write((tx) => deleteNotification(tx, queued.id))
  } catch (error) {
    const lasting = error instanceof MessageTemplateError || (error instanceof NotificationFailed && !error.passing)
    const last = lasting || queued.attempts >= MOST_ATTEMPTS
    turn.log.warn(
      { policy, flowRunState: queued.flow_run_state_id, attempt: queued.attempts, last, err: error },
      'a notification was not sent',
    )
    if (last) await turn.store.write((tx) => deleteNotification(tx, queued.id))
  }
}

async function documentOf({ store, secrets }: Turn, { block_document_id: id }: Notification): Promise<BlockDocument> {
  const graph = await store.read(async (queries) => {
    const row = await readBlockDocument(queries, id)
    return await readBlockGraph(queries, row === undefined ? [] : [row])
  })
  const [document] = presentBlocks(graph, await secrets.open(), true)
  if (document === undefined) throw new Error(`expected the block document ${id} to be there`)
  return document
}
