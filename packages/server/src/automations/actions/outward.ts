import type { ActionOf, BlockDocument } from '@millrace/protocol'
import { CallFailed, callOut, type OutwardAnswer } from '../call-out.ts'
import { NotificationFailed, sendNotification } from '../notifications/send-notification.ts'
import { requireDone } from './api.ts'
import type { Doing } from './doing.ts'
import { ActionDelayed, ActionFailed } from './errors.ts'
import { render } from './render.ts'

/** Characters of an answer that the event has (Prefect 3.8). */
const LONGEST_ANSWER = 1000

/** Tells something through a notification block. */
export async function notify(doing: Doing<ActionOf<'send-notification'>>): Promise<void> {
  const { action, report, terms } = doing
  const document = await readBlock(doing, action.block_document_id)
  if (document.block_schema?.capabilities.includes('notify') !== true) {
    throw new ActionFailed('The referenced block was not a notification block')
  }
  const [subject = '', body = ''] = await render(doing, [action.subject, action.body])
  try {
    await sendNotification(document, { subject, body }, terms)
  } catch (error) {
    if (!(error instanceof NotificationFailed)) throw error
    report.details['notification_log'] = error.message
    if (error.passing) throw new ActionDelayed('Notification failed')
    throw new ActionFailed('Notification failed')
  }
}

/** Calls a webhook. Whatever it answers, it was called; that there was no answer is a failure. */
export async function callWebhook(doing: Doing<ActionOf<'call-webhook'>>): Promise<void> {
  const { action, report } = doing
  const document = await readBlock(doing, action.block_document_id)
  if (document.block_type?.slug !== 'webhook') throw new ActionFailed('The referenced block was not a webhook block')
  const [payload = ''] = await render(doing, [action.payload])
  const answer = await exchange(doing, document, payload)
  report.details['status_code'] = answer.status
  report.details['response_body'] = shortened(answer.text)
  report.details['response_headers'] = Object.fromEntries(Object.entries(answer.headers).filter(([name]) => !isSensitive(name)))
}

async function readBlock(
  { action, api, report }: Doing<ActionOf<'send-notification' | 'call-webhook'>>,
  id: string,
): Promise<BlockDocument> {
  const answer = await api('GET', `/block_documents/${id}?include_secrets=true`)
  requireDone(answer, action.type)
  const document = answer.body as BlockDocument
  report.relate(`prefect.block-document.${id}`, 'block', document.name ?? undefined)
  report.relate(`prefect.block-type.${document.block_type?.slug ?? ''}`, 'block-type')
  return document
}

async function exchange({ triggered, terms }: Doing, { data }: BlockDocument, body: string): Promise<OutwardAnswer> {
  const headers = Object.fromEntries(Object.entries(data['headers'] ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)]))
  try {
    return await callOut(
      {
        method: typeof data['method'] === 'string' ? data['method'] : 'POST',
        url: typeof data['url'] === 'string' ? data['url'] : '',
        // By which the other side tells a repeated call from another one.
        headers: { 'idempotency-key': triggered.id, ...headers },
        body,
        verify: data['verify'] !== false,
        allowPrivate: data['allow_private_urls'] !== false,
      },
      terms,
    )
  } catch (error) {
    if (!(error instanceof CallFailed)) throw error
    const reason = `Webhook call failed: ${error.message}`
    throw error.passing ? new ActionDelayed(reason) : new ActionFailed(reason)
  }
}

const shortened = (text: string): string => (text.length > LONGEST_ANSWER ? `${text.slice(0, LONGEST_ANSWER - 3)}...` : text)

/** Headers that an event does not show (Prefect 3.8). */
const isSensitive = (name: string): boolean =>
  ['authorization', 'traceparent', 'via', 'set-cookie'].includes(name) || /^x-(?:forwarded|b3|cloud-trace|envoy|prefect)/.test(name)
