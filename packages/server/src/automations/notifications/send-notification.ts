import type { BlockDocument } from '@millrace/protocol'
import { CallFailed, callOut, type OutwardAnswer, type OutwardCall, type OutwardTerms } from '../call-out.ts'
import { customWebhook } from './custom-webhook.ts'
import { discordWebhook } from './discord-webhook.ts'
import { mattermostWebhook } from './mattermost-webhook.ts'
import { msTeamsWebhook } from './ms-teams-webhook.ts'
import { BlockUnfit, type Notification, type Notifier } from './notification.ts'
import { opsgenieWebhook } from './opsgenie-webhook.ts'
import { pagerDutyWebhook } from './pager-duty-webhook.ts'
import { sendgridEmail } from './sendgrid-email.ts'
import { slackWebhook } from './slack-webhook.ts'
import { twilioSms } from './twilio-sms.ts'

/** How each type of notification block of both Prefects tells something, by its slug. */
const NOTIFIERS: ReadonlyMap<string, Notifier> = new Map([
  ['slack-webhook', slackWebhook],
  ['ms-teams-webhook', msTeamsWebhook],
  ['pager-duty-webhook', pagerDutyWebhook],
  ['twilio-sms', twilioSms],
  ['opsgenie-webhook', opsgenieWebhook],
  ['mattermost-webhook', mattermostWebhook],
  ['discord-webhook', discordWebhook],
  ['sendgrid-email', sendgridEmail],
  ['custom-webhook', customWebhook],
])

/** Nobody was told, or not everybody. The message names no secret of the block. */
export class NotificationFailed extends Error {
  override readonly name = 'NotificationFailed'
  /** Whether another try may do better, and tells nobody twice. */
  readonly passing: boolean

  constructor(message: string, passing: boolean) {
    super(message)
    this.passing = passing
  }
}

/**
 * Tells something through a notification block, whose secrets must be in its data. Throws `NotificationFailed` when the other side does
 * not take it, and for a block that cannot be used.
 */
export async function sendNotification(document: BlockDocument, notification: Notification, terms: OutwardTerms): Promise<void> {
  const calls = callsOf(document, notification)
  for (const [index, call] of calls.entries()) await tell(call, terms, index)
}

function callsOf({ data, block_type: type }: BlockDocument, notification: Notification): OutwardCall[] {
  const slug = type?.slug ?? ''
  const notifier = NOTIFIERS.get(slug)
  if (notifier === undefined) throw new NotificationFailed(`blocks of the type "${slug}" cannot send notifications`, false)
  try {
    return notifier(data, notification)
  } catch (error) {
    if (error instanceof BlockUnfit) throw new NotificationFailed(error.message, false)
    throw error
  }
}

async function tell(call: OutwardCall, terms: OutwardTerms, earlier: number): Promise<void> {
  const answer = await answerTo(call, terms, earlier)
  if (answer.status >= 200 && answer.status < 300) return
  const passing = (answer.status === 429 || answer.status >= 500) && earlier === 0
  throw new NotificationFailed(`the service answered ${answer.status}: ${answer.text.slice(0, LONGEST_REASON)}`, passing)
}

/** Characters of an answer that a reason quotes. */
const LONGEST_REASON = 500

async function answerTo(call: OutwardCall, terms: OutwardTerms, earlier: number): Promise<OutwardAnswer> {
  try {
    return await callOut(call, terms)
  } catch (error) {
    if (error instanceof CallFailed) throw new NotificationFailed(error.message, error.passing && earlier === 0)
    throw error
  }
}
